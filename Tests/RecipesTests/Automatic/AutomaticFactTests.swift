import GaussianIntegrals
import Initializers
import Networks
import Operators
import Recipes
import Testing

/// What the recipe gives where the answer is known from the literature.
@Suite("Recipe auto: known answers")
struct AutomaticFactTests {
  private func variances(_ network: Network) throws -> [(weight: Double, bias: Double)] {
    let plan = try network.automatic().plan
    var found: [(weight: Double, bias: Double)] = []
    for (entry, parameter) in zip(plan.entries, network.parameters) {
      let spec = parameter.spec!
      let variance = entry.law!.variance(of: spec)
      if spec.role == .weight {
        found.append((variance * spec.fans.fanIn, 0))
      } else {
        found[found.count - 1].bias = variance
      }
    }
    return found
  }

  @Test("ReLU gets two over fan in, a leaky one 2 / (1 + a²), no biases")
  func he() throws {
    for (activation, expected) in [
      (Activation.relu, 2.0), (.leakyReLU(slope: 0.2), 2 / 1.04), (.identity, 1),
    ] {
      let found = try variances(
        Network(input: 35) {
          for width in [99, 64, 99] { Dense(width, activation: activation) }
          Dense(10)
        })
      // The inputs have no function before them: one over fan in.
      #expect(abs(found[0].weight - 1) < 1e-12)
      for layer in found.dropFirst() { #expect(abs(layer.weight - expected) < 1e-8) }
      #expect(found.allSatisfy { $0.bias == 0 })
    }
  }

  @Test("shallow SELU networks get one over fan in, at mean square 1")
  func selu() throws {
    let found = try variances(
      Network(input: 35) { for _ in 0..<5 { Dense(99, activation: .selu) } })
    for layer in found { #expect(abs(layer.weight - 1) < 1e-6 && layer.bias == 0) }
  }

  @Test("deep tanh networks stand on the edge of chaos, at an attracting point")
  func tanh() throws {
    for function in [ScalarFunction.tanh, .erf, .sin] {
      let layer: any Layer =
        function.name == "tanh"
        ? Activate(.tanh)
        : Parts { plan, path throws(NetworkError) in
          if function.name == "erf" {
            try plan.apply(Erf(), to: [plan.last], name: path)
          } else {
            try plan.apply(Sin(), to: [plan.last], name: path)
          }
        }
      let layers = try variances(Activations.stack(layer, depth: 100))
      let inner = layers[50]
      let map = try LengthMap(
        function, weightVariance: inner.weight, biasVariance: inner.bias)
      let point = try #require(try map.fixedPoints().last)
      #expect(abs(point.gradientGrowth - 1) < 2e-3, "\(function.name)")
      #expect(point.slope < 0.9 && point.variance > 0.01)
      // The first layer brings the signal there.
      #expect(abs(layers[0].weight + layers[0].bias - point.variance) < 1e-3 * point.variance)
    }
  }

  @Test("deep networks of GELU and its like run where neither errors nor gradients grow")
  func gelu() throws {
    for (activation, function) in [
      (Activation.gelu, ScalarFunction.gelu), (.silu, .silu), (.mish, .mish),
    ] {
      let layers = try variances(Activations.stack(Activate(activation), depth: 60))
      let inner = layers[30]
      let map = try LengthMap(
        function, weightVariance: inner.weight, biasVariance: inner.bias)
      #expect(inner.bias > 0)
      // The first layer brings the signal there.
      let start = layers[0].weight + layers[0].bias
      let closest = try #require(
        try map.fixedPoints().min { abs($0.variance - start) < abs($1.variance - start) })
      #expect(abs(closest.variance - start) < 0.02 * start)
      #expect(abs(closest.slope) < 1.01, "\(function.name): \(closest)")
      #expect(abs(closest.gradientGrowth - 1) < 0.03, "\(function.name): \(closest)")
    }
  }

  @Test("the gain of a function written out in parts is that of the operator")
  func parts() throws {
    let whole = try Activations.stack(Activate(.silu), depth: 20).automatic().plan
    let layer = try #require(Activations.deep.first { $0.name == "silu of parts" }).layer
    let parts = try Activations.stack(layer, depth: 20).automatic().plan
    for (a, b) in zip(whole.entries, parts.entries) { #expect(a.spelling == b.spelling) }
  }
}
