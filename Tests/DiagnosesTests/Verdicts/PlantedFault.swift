import Diagnoses
import Initializers
import Networks
import Operators
import Tensors

/// A network whose weights suit it, to plant a fault in.
enum Host: String, Sendable, CaseIterable {
  case perceptron, bounded, convolutional, transformer

  func network() throws -> Network {
    switch self {
    case .perceptron: return try Self.stack(.relu, 2)
    case .bounded: return try Self.stack(.tanh, 1)
    case .convolutional:
      return try Network(checking: [3, 12, 12]) {
        for index in 0..<6 {
          Convolution(
            index % 2 == 0 ? 16 : 48, kernel: 3, padding: 1, activation: .relu,
            initializer: .heNormal, name: "conv\(index)")
        }
        GlobalAveragePooling()
        Flatten()
        Dense(10, initializer: .lecunNormal, name: "head")
      }
    case .transformer:
      let table = try FixedLaw.normal(standardDeviation: 0.5)
      return try Network(checking: [16], of: .int64) {
        Embedding(vocabulary: 50, dimension: 48, initializer: table)
        for block in 0..<4 {
          Residual(name: "block\(block).attention") {
            LayerNormalization()
            MultiHeadAttention(heads: 4, initializer: .lecunNormal, name: "attention")
          }
          Residual(name: "block\(block).mlp") {
            LayerNormalization()
            Dense(192, activation: .gelu, initializer: .lecunNormal, name: "up")
            Dense(48, initializer: .lecunNormal, name: "down")
          }
        }
        LayerNormalization(name: "norm")
        Dense(50, initializer: .lecunNormal, name: "head")
      }
    }
  }

  /// The parameter in which faults are planted.
  var place: String {
    switch self {
    case .perceptron, .bounded: "dense6.weight"
    case .convolutional: "conv3.weight"
    case .transformer: "block2.mlp.up.weight"
    }
  }

  private static func stack(_ activation: Activation, _ gain: Double) throws -> Network {
    try Network(checking: [64]) {
      for index in 0..<12 {
        Dense(
          index % 2 == 0 ? 96 : 160, activation: activation,
          initializer: VarianceScaling(scale: gain, mode: .fanIn, distribution: .normal),
          name: "dense\(index)")
      }
      Dense(10, initializer: .lecunNormal, name: "head")
    }
  }
}

/// What can be wrong with one layer.
enum Fault: String, Sendable, CaseIterable {
  case none, tenfold, tenth, zero, swappedFans, noGain, notANumber, constant, biases, negativeBiases

  func plant(in weights: borrowing Weights, of network: Network, at path: String) throws {
    let index = try network.parameterIndex(at: path)
    let parameter = network.parameters[index]
    let elements = weights.tensors[index].elements
    func scale(_ factor: Double) {
      for i in elements.indices { elements[i] *= Float(factor) }
    }
    func setBiases(_ value: Float) throws {
      let bias = try network.parameterIndex(
        at: path.replacing(".weight", with: ".bias"))
      weights.tensors[bias].elements.update(repeating: value)
    }
    switch self {
    case .none: break
    case .tenfold: scale(10)
    case .tenth: scale(0.1)
    case .zero: elements.update(repeating: 0)
    case .swappedFans:
      guard let fans = parameter.spec?.fans else { return }
      scale((fans.fanIn / fans.fanOut).squareRoot())
    case .noGain: scale(0.5.squareRoot())
    case .notANumber: elements[elements.count / 2] = .nan
    case .constant: elements.update(repeating: 0.05)
    case .biases: try setBiases(1)
    case .negativeBiases: try setBiases(-20)
    }
  }
}
