import Networks
import Operators
import Tensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The nodes of a network that are reported as its layers: those that depend on the inputs, give
/// numbers that carry a signal, and do more than move elements.
struct LayerSelection {
  private let network: Network
  /// The nodes, in the order of execution.
  let nodes: [Int]
  private let trunk: Trunk

  init(_ network: Network, shapes: [Shape], trunk: Trunk) {
    self.network = network
    self.trunk = trunk
    let isStatic = network.staticNodes
    nodes = network.nodes.indices.filter { index in
      let node = network.nodes[index]
      return !isStatic[index] && !(node.function is any ElementMovingMoments)
        && !type(of: node.function).isPiecewiseConstant
        && shapes[node.outputs[0].index].count > 0
    }
  }

  func readings(
    measurement: Measurement?, prediction: NetworkMoments?
  ) -> [LayerReading] {
    nodes.map { index in
      let node = network.nodes[index]
      let value = node.outputs[0]
      let parameters = network.parameters(of: node)
      return LayerReading(
        name: node.name, operator: type(of: node.function).name, node: index,
        parameters: parameters.map { network.parameters[$0].path },
        isTrunk: trunk.contains(value.index),
        measured: measurement.flatMap { $0.figures(of: value.index) },
        predicted: prediction.map { LayerReading.Prediction($0, value) },
        parameterGradients: measurement.map { found in
          parameters.map { found.gradient(ofParameter: $0) }
        } ?? [])
    }
  }
}

extension LayerReading.Prediction {
  init(_ moments: NetworkMoments, _ value: Network.Value) {
    let own = moments[value]
    let gradient = moments.gradient(value)
    let spread = 1.959964 * own.logLengthVariance.squareRoot()
    let typical = own.secondMoment * exp(own.logLengthMean)
    // Moments that overflow leave no numbers to compare.
    let (low, high) = (typical * exp(-spread), typical * exp(spread))
    self.init(
      mean: own.mean, secondMoment: own.secondMoment,
      typical: (typical, low <= high ? low...high : 0...Double.infinity),
      correlation: own.correlation, gradientSecondMoment: gradient?.secondMoment,
      isExact: own.isExact, isGradientExact: gradient?.isExact ?? true)
  }
}
