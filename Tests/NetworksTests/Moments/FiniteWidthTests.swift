import Foundation
import Initializers
import Networks
import Operators
import Testing
import TestSupport

/// Facts of finite width: sums of squares of normal numbers follow chi squared laws.
@Suite("Log-lengths at finite width")
struct FiniteWidthTests {
  struct Row: Sendable {
    let width: Int
    let mean: Double
    let variance: Double
  }

  // psi(n / 2) + log(2 / n) and psi'(n / 2), mpmath with 25 digits.
  static let linear = [
    Row(width: 1, mean: -1.27036284546148, variance: 4.93480220054468),
    Row(width: 16, mean: -0.0638000637242259, variance: 0.133137014694031),
    Row(width: 100, mean: -0.0100333320002539, variance: 0.0202013332266971),
    Row(width: 1000, mean: -0.0010003333332, variance: 0.00200200133333227),
  ]

  // The same over a binomial number of open units, at least one, mpmath with 25 digits.
  static let relu = [
    Row(width: 4, mean: -0.716572657498808, variance: 2.92636247793152),
    Row(width: 16, mean: -0.17639732440705, variance: 0.419593394106779),
    Row(width: 100, mean: -0.0254208856227568, variance: 0.0519399921487253),
    Row(width: 1000, mean: -0.00250409538562718, variance: 0.00501858531665221),
  ]

  private static func chain(
    _ width: Int, depth: Int, _ activation: Activation, _ scale: Double
  ) -> Network {
    Network(input: width) {
      for _ in 0..<depth {
        Dense(
          width, activation: activation,
          initializer: VarianceScaling(scale: scale, mode: .fanIn, distribution: .normal))
      }
    }
  }

  @Test("a linear layer's", arguments: linear)
  func linearLayers(row: Row) throws {
    for depth in [1, 10] {
      let network = Self.chain(row.width, depth: depth, .identity, 1)
      let value = try network.moments()[network.outputs[0].value]
      #expect(abs(value.logLengthMean - Double(depth) * row.mean) < 1e-12 * Double(depth))
      #expect(abs(value.logLengthVariance - Double(depth) * row.variance) < 1e-12 * Double(depth))
      #expect(value.isLogLengthExact)
      #expect(abs(value.secondMoment - 1) < 1e-13)
    }
  }

  @Test("a layer of ReLU with He's weights", arguments: relu)
  func reluLayers(row: Row) throws {
    for depth in [1, 10] {
      let network = Self.chain(row.width, depth: depth, .relu, 2)
      let value = try network.moments()[network.outputs[0].value]
      #expect(abs(value.logLengthMean - Double(depth) * row.mean) < 1e-11 * Double(depth))
      #expect(abs(value.logLengthVariance - Double(depth) * row.variance) < 1e-10 * Double(depth))
      #expect(value.isLogLengthExact)
    }
  }

  // exp(-10 (gamma + log 2) / 2).
  @Test("ten layers of one unit keep the mean square and lose the typical size")
  func one() throws {
    let network = Self.chain(1, depth: 10, .identity, 1)
    let value = try network.moments()[network.outputs[0].value]
    #expect(value.secondMoment == 1)
    #expect(abs(exp(value.logLengthMean / 2) - 0.00174358101280964) < 1e-15)
  }

  @Test("draws of a tanh chain and of a residual chain stray as predicted")
  func draws() throws {
    let chain = Self.chain(48, depth: 6, .tanh, 1.6)
    let residual = Network(input: 48) {
      for _ in 0..<4 {
        Residual {
          Dense(48, activation: .relu, initializer: VarianceScaling.heNormal)
          Dense(48, initializer: VarianceScaling.lecunNormal)
        }
      }
    }
    // Terms of the next order in 1 / n are left out: 10 % for the chain. The variance of 800 draws has
    // a standard error of 5 %, three of which are allowed.
    for (network, low, high) in [(chain, 0.85, 1.25), (residual, 0.85, 1.15)] {
      let value = try network.moments()[network.outputs[0].value]
      var lengths: [Double] = []
      var draws = Draws(seed: 5)
      for seed in 0..<800 {
        let weights = network.draw(seed: UInt64(seed), threads: .single)
        let space = try Workspace(network, batch: 1, weights: weights, threads: .single)
        let input = MonteCarlo.pair(48, correlation: 0, &draws)[0]
        _ = space.input.elements.update(fromContentsOf: input.map { Float($0) })
        space.runForward()
        let square = space.output.elements.reduce(0) { $0 + Double($1) * Double($1) } / 48
        lengths.append(log(square))
      }
      let mean = lengths.reduce(0, +) / 800
      let variance = lengths.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 800
      let ratio = variance / value.logLengthVariance
      #expect(low < ratio && ratio < high, "\(ratio)")
      #expect(!value.isLogLengthExact)
    }
  }
}
