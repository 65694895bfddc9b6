import Initializers
import Networks
import Operators

extension Zoo {
  /// Recurrent networks over ten steps, their last state mapped.
  public static let recurrent: [ZooNetwork] = [
    network("RNN", "glorotUniform, orthogonal") { RNN(96, givesSequence: false) },
    network("RNN with normal weights", "normal, 1 / fan in") {
      RNN(
        96, givesSequence: false, initializer: .lecunNormal, recurrentInitializer: .lecunNormal)
    },
    network("LSTM", "glorotUniform, orthogonal") { LSTM(96, givesSequence: false) },
    network("LSTM with open forget gates", "normal, 1 / fan in, biases of 1 at forget gates") {
      LSTM(
        96, givesSequence: false, initializer: .lecunNormal, recurrentInitializer: .lecunNormal,
        biasInitializer: .forgetGateBias(1, gate: 2))
    },
    network("GRU", "glorotUniform, orthogonal") { GRU(96, givesSequence: false) },
    network("two LSTMs", "normal, 1 / fan in") {
      LSTM(64, initializer: .lecunNormal, recurrentInitializer: .lecunNormal)
      LSTM(
        64, givesSequence: false, initializer: .lecunNormal, recurrentInitializer: .lecunNormal)
    },
  ]

  private static func network(
    _ name: String, _ initialization: String, @LayersBuilder layers: () -> [any Layer]
  ) -> ZooNetwork {
    ZooNetwork(name, .recurrent, initialization, of: [10, 48], list: layers() + [Dense(16)])
  }
}
