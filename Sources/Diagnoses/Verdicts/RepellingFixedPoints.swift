import GaussianIntegrals
import Initializers
import Networks
import Operators
import Threads

/// The fixed points of layers' length maps that repel, each map looked at once.
struct RepellingFixedPoints {
  // What tells the length maps of layers apart.
  private struct LayerMap: Hashable {
    let function: String
    let weights: Double
    let biases: Double
  }

  private static let known = Remembered<LayerMap, Double?>()

  /// The slope of a layer's length map at its fixed point that repels; `nil` where it has none.
  func slope(
    of function: ElementFunction, at number: Int, in network: Network
  ) -> Double? {
    guard case .curve = function.shape, let weight = network.weight(of: network.nodes[number]),
      let spec = network.parameters[weight].spec
    else { return nil }
    let law = ParameterMoments(of: network.parameters[weight])
    let bias = network.bias(of: network.nodes[number]).map {
      ParameterMoments(of: network.parameters[$0]).secondMoment
    }
    let key = LayerMap(
      function: function.name, weights: law.secondMoment * spec.fans.fanIn, biases: bias ?? 0)
    return Self.known.value(for: key) {
      let own = ScalarFunction(function.name, kinks: function.kinks, value: function.value) {
        function.slope($0)
      }
      let points = try? LengthMap(own, weightVariance: key.weights, biasVariance: key.biases)
        .fixedPoints(in: 1e-2...1e2)
      return points?.filter { $0.stability == .repelling && $0.variance > 0 }.map(\.slope).max()
    }
  }
}
