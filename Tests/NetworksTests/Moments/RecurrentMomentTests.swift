import Initializers
import Networks
import Operators
import Tensors
import Testing

@Suite("Moments of recurrent layers")
struct RecurrentMomentTests {
  static let lecun = VarianceScaling.lecunNormal

  enum Kind: String, CaseIterable {
    case rnn, lstm, gru

    func network(steps: Int, units: Int = 64) -> Network {
      func network(_ layer: some Layer) -> Network {
        Network(input: [steps, 35]) {
          layer
          Dense(20, initializer: lecun)
        }
      }
      return switch self {
      case .rnn:
        network(
          RNN(units, givesSequence: false, initializer: lecun, recurrentInitializer: lecun))
      case .lstm:
        network(
          LSTM(units, givesSequence: false, initializer: lecun, recurrentInitializer: lecun))
      case .gru:
        network(
          GRU(units, givesSequence: false, initializer: lecun, recurrentInitializer: lecun))
      }
    }
  }

  private func effort(_ network: Network) throws -> (integrals: Int, products: Int) {
    var pass = MomentPass(network, shapes: try network.shapes(batch: 1), input: .standardized)
    pass.runForward()
    pass.runBackward()
    return pass.effort
  }

  @Test("twice the steps take twice the integrals, and no more than each term beside each other")
  func growth() throws {
    for kind in Kind.allCases {
      let (short, long) = (
        try effort(kind.network(steps: 20)), try effort(kind.network(steps: 40))
      )
      #expect(Double(long.integrals) < 2.2 * Double(short.integrals), "\(kind)")
      #expect(Double(long.products) < 4.4 * Double(short.products), "\(kind)")
      #expect(long.products < 200_000, "\(kind)")
    }
  }

  @Test("forty steps agree with draws", arguments: [Kind.lstm, .gru])
  func longSequences(_ kind: Kind) throws {
    let network = kind.network(steps: 40, units: 48)
    try expectMoments(
      network, draws: 40, gradientElements: 2, slack: 0.15, gradientSlack: 0.3,
      skipping: Set(0..<network.nodes.count - 1), comment: kind.rawValue)
  }

  @Test("a named sum has the mean products of its parts, and equal sums have one name")
  func names() {
    let space = MomentSpace()
    func source(_ variance: Double) -> LinearForm {
      var kernel = MomentKernel.zero
      for r in 0..<16 { kernel[r] = variance / Double(1 + r) }
      return space.source(kernel, isNormal: true, isExact: true)
    }
    let parts = (1...10).map { source(Double($0)) }
    let sum = parts.reduce(LinearForm(0.5)) { $0 + $1.scaled(0.3) }
    let named = space.named(sum)
    #expect(named.parts.count == 1 && named.constant == 0.5)
    #expect(space.named(sum) == named)
    for (number, part) in parts.enumerated() {
      let between = space.covariance(named, part)
      #expect(abs(between.own - 0.3 * Double(number + 1)) < 1e-12)
    }
    // 0.09 times the sum of 1 to 10, and less one of them.
    #expect(abs(space.covariance(named).own - 0.09 * 55) < 1e-12)
    let less = named + parts[9].scaled(-0.3)
    #expect(abs(space.covariance(less).own - 0.09 * 45) < 1e-12)
    #expect(space.isNormal(named) && space.isExact(named))
  }
}
