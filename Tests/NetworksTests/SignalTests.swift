import Foundation
import Initializers
import Networks
import Operators
import Testing
import TestSupport
import Threads

@Suite("How far a start carries the signal")
struct SignalTests {
  /// Runs a tanh network of `depth` layers on an input of mean square 1; the values after each
  /// activation.
  private func activations(
    width: Int, depth: Int, initializer: some Initializer, seed: UInt64
  ) throws -> [[Double]] {
    let network = Network(input: width) {
      for _ in 0..<depth { Dense(width, activation: .tanh, initializer: initializer) }
    }
    let weights = network.draw(seed: seed, threads: .shared)
    let space = try Workspace(
      network, batch: 1, weights: weights, threads: .single, keepsValues: true)
    var draws = Draws(seed: seed)
    let input = draws.floats(width, bound: 1)
    let meanSquare = input.reduce(0) { $0 + $1 * $1 } / Float(width)
    _ = space.input.elements.update(fromContentsOf: input.map { $0 / meanSquare.squareRoot() })
    space.runForward()
    #expect(weights.areFinite == true)
    return (0..<depth).map { space.output(ofNode: 2 * $0 + 1).elements.map { Double($0) } }
  }

  // In the second layer a unit's input is normal given the first layer's values a, with deviation s
  // = sqrt(sum a^2): nearly sqrt(100) when those are saturated. |tanh z| > 0.99 where |z| > 2.6467,
  // so a share p = P(|N| > 2.6467 / s) of the units is saturated, 0.79 for s = 10; 1600 units make
  // the deviation of the share sqrt(p (1 - p) / 1600) = 0.01.
  @Test("normal weights of deviation 1 saturate the second layer, as many units as its input says")
  func saturation() throws {
    var (expected, found, variance) = (0.0, 0.0, 0.0)
    let seeds = UInt64(0)..<16
    for seed in seeds {
      let values = try activations(
        width: 100, depth: 2, initializer: try .normal(standardDeviation: 1), seed: seed)
      let deviation = values[0].reduce(0) { $0 + $1 * $1 }.squareRoot()
      let share = erfc(atanh(0.99) / deviation / 2.0.squareRoot())
      expected += share / Double(seeds.count)
      variance += share * (1 - share) / 100 / Double(seeds.count * seeds.count)
      found += Double(values[1].filter { abs($0) > 0.99 }.count) / 100 / Double(seeds.count)
    }
    #expect(abs(found - expected) < 5 * variance.squareRoot())
    #expect(found > 0.7)
  }

  @Test("Glorot's weights saturate no unit of the second layer")
  func glorot() throws {
    // Inputs of the second layer have deviation sqrt(0.394) = 0.63: 2.6467 is 4.2 of them, 3e-5 of
    // the units.
    let values = try activations(width: 100, depth: 2, initializer: .glorotUniform, seed: 1)
    #expect(values[1].allSatisfy { abs($0) < 0.99 })
  }

  /// The mean of f(sqrt(q) z) over a normal z, by the trapezoidal rule.
  private func normalMean(_ q: Double, _ f: (Double) -> Double) -> Double {
    let step = 1.0 / 64
    return (-640...640).reduce(0) { sum, place in
      let z = Double(place) * step
      return sum + f(q.squareRoot() * z) * exp(-z * z / 2) * step / (2 * Double.pi).squareRoot()
    }
  }

  // The length map q' = E tanh(sqrt(q) z)^2 of a wide network. A layer of n units is off by a
  // deviation sqrt(Var tanh^2 / n), and passes on the error of the one before times the map's
  // slope. The two numbers are from a reference on signal propagation; five deviations, and the
  // map's own mean shift of order 1 / n beside them.
  @Test("under glorotUniform the signal of a deep tanh network falls as the length map says")
  func lengthMap() throws {
    let width = 1000
    let values = try activations(width: width, depth: 10, initializer: .glorotUniform, seed: 2)
    var (q, variance) = (1.0, 0.0)
    for (layer, layerValues) in values.enumerated() {
      let square = normalMean(q) { tanh($0) * tanh($0) }
      let fourth = normalMean(q) { pow(tanh($0), 4) }
      let step = q * 1e-4
      let slope = (normalMean(q + step) { tanh($0) * tanh($0) } - square) / step
      variance = slope * slope * variance + (fourth - square * square) / Double(width)
      q = square
      let found = layerValues.reduce(0) { $0 + $1 * $1 } / Double(width)
      #expect(abs(found - q) < 5 * variance.squareRoot(), "layer \(layer + 1)")
      if layer == 0 { #expect(abs(q - 0.394294490398) < 1e-11) }
    }
    #expect(abs(q - 0.0522000827870) < 1e-11)
    // The band is narrow enough to tell Glorot's scale from half of it.
    #expect(variance.squareRoot() < 0.1 * q)
  }
}
