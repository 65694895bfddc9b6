import Foundation
import Initializers
import NetworkZoo
import Networks
import Operators
import TestSupport
import Testing
import Threads

/// What one layer of ReLU under He does to lengths at finite width.
@Suite("Lengths of ReLU at finite width")
struct WidthTests {
  struct Row: Sendable {
    let width: Int
    let mean: Double
    let variance: Double
  }

  // E psi(K / 2) + log(4 / n) and Var psi(K / 2) + E psi'(K / 2), K binomial, at least 1; mpmath.
  static let rows = [
    Row(width: 16, mean: -0.17639732440705, variance: 0.419593394106779),
    Row(width: 32, mean: -0.0825402080962268, variance: 0.177497787225961),
    Row(width: 64, mean: -0.0401085988357457, variance: 0.0829973505564476),
    Row(width: 100, mean: -0.0254208856227568, variance: 0.0519399921487253),
  ]

  @Test("prediction and draws have the mean and variance of the table", arguments: rows)
  func layer(row: Row) throws {
    let depth = 4
    let network = Network(input: row.width) {
      for _ in 0..<depth { Dense(row.width, activation: .relu, initializer: .heNormal) }
    }
    let value = try network.moments()[network.outputs[0].value]
    #expect(abs(value.logLengthMean / Double(depth) - row.mean) < 1e-11)
    #expect(abs(value.logLengthVariance / Double(depth) - row.variance) < 1e-10)
    let count = 1500
    var lengths: [Double] = []
    var draws = Draws(seed: 2)
    for seed in 0..<UInt64(count) {
      let weights = network.draw(seed: seed, threads: .single)
      let space = try Workspace(network, batch: 1, weights: weights, threads: .single)
      let x = (0..<row.width).map { _ in ZooNetwork.normal(&draws) }
      let size = x.reduce(0) { $0 + $1 * $1 }
      _ = space.input.elements.update(fromContentsOf: x.map { Float($0) })
      space.runForward()
      let square = space.output.elements.reduce(0) { $0 + Double($1) * Double($1) }
      lengths.append(log(square / size))
      withExtendedLifetime(weights) {}
    }
    let mean = lengths.reduce(0, +) / Double(count)
    let variance = lengths.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)
    let fourth = lengths.reduce(0) { $0 + pow($1 - mean, 4) } / Double(count)
    let n = Double(count)
    let expected = Double(depth) * row.variance
    // Before the first ReLU the squared length is that of a linear layer: counted in both.
    #expect(abs(mean - Double(depth) * row.mean) < 4 * (expected / n).squareRoot(), "\(mean)")
    let error = ((fourth - variance * variance) / n).squareRoot()
    #expect(abs(variance - expected) < 4 * error, "\(variance)")
  }
}
