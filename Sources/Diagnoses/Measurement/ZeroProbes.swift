import Initializers
import Networks
import Operators
import Streams
import Tensors

/// Factors that are zero by design, and what stands in for them where gradients are read.
///
/// A factor, that is a weight, a gate or the scale of a normalization, is one by design where all its
/// numbers are 0 and nothing but the network's output or a sum with something else lies between it
/// and the next weight: the head, or the end of a branch beside a residual connection. Zeros anywhere
/// else are no design, whoever drew them.
struct ZeroProbes: Sendable {
  /// A factor that may be zero by design.
  struct Place: Sendable {
    /// The number of its parameter.
    let parameter: Int
    /// Whether nothing but outputs lies behind it: no gradient passes at all while it is zero.
    let isHead: Bool
  }

  /// In the order of their parameters.
  let places: [Place]

  init(_ graph: SignalGraph) {
    let network = graph.network
    let isLogit = Set(graph.logits.map(\.index) + network.outputs.map(\.value.index))
    // The factor that each value is made of, in other shapes.
    var factors = [Int?](repeating: nil, count: network.sources.count)
    for (number, parameter) in network.parameters.enumerated()
    where ![.bias, .normalizationShift, .embedding].contains(parameter.spec?.role) {
      factors[parameter.value.index] = number
    }
    var isWeighted = [Bool](repeating: false, count: network.nodes.count)
    var uses: [Int: [Int]] = [:]
    for (number, node) in network.nodes.enumerated() {
      let isSignal = node.inputs.contains { graph.dependsOnInput[$0.index] }
      guard isSignal else {
        if node.inputs.count == 1, let factor = factors[node.inputs[0].index] {
          for output in node.outputs { factors[output.index] = factor }
        }
        continue
      }
      for (place, input) in node.inputs.enumerated() {
        guard let factor = factors[input.index], Self.multiplies(node.function, at: place) else {
          continue
        }
        uses[factor, default: []].append(number)
        if network.parameters[factor].shape.rank >= 2, !(node.function is Operators.Mul) {
          isWeighted[number] = true
        }
      }
    }
    var places: [Place] = []
    for (factor, nodes) in uses.sorted(by: { $0.key < $1.key }) {
      var ends = false
      var isHead = true
      for node in nodes {
        let found = Self.follow(graph, from: node, isWeighted: isWeighted, isLogit: isLogit)
        if found.reachesSum { (ends, isHead) = (true, false) }
        if found.reachesOutput { ends = true } else { isHead = false }
      }
      if ends { places.append(Place(parameter: factor, isHead: isHead)) }
    }
    self.places = places
  }

  private static func multiplies(_ function: any Operator, at place: Int) -> Bool {
    switch function {
    case is Affine, is Conv, is ConvTranspose, is Operators.BatchNormalization,
      is Operators.LayerNormalization, is Operators.RMSNormalization,
      is Operators.GroupNormalization, is InstanceNormalization:
      place == 1
    case is MatMul, is Einsum, is Operators.Mul: true
    default: false
    }
  }

  private static func follow(
    _ graph: SignalGraph, from start: Int, isWeighted: [Bool], isLogit: Set<Int>
  ) -> (reachesSum: Bool, reachesOutput: Bool) {
    let network = graph.network
    var open = network.nodes[start].outputs.prefix(1).map(\.index)
    var seen = Set(open)
    var (reachesSum, reachesOutput) = (false, false)
    while let value = open.popLast() {
      if isLogit.contains(value) { reachesOutput = true }
      for user in graph.users[value] where !isWeighted[user] {
        let node = network.nodes[user]
        let isSum = node.function is Operators.Add || node.function is Sum || node.function is Sub
        if isSum,
          node.inputs.contains(where: {
            graph.dependsOnInput[$0.index] && !seen.contains($0.index)
          })
        {
          reachesSum = true
          continue
        }
        for output in node.outputs where seen.insert(output.index).inserted {
          open.append(output.index)
        }
      }
    }
    return (reachesSum, reachesOutput)
  }

  /// Replaces what is zero by a draw: weights are normal with variance one over the fan-in, gates and
  /// scales one, both over the square root of their number where they end branches, so that sums of
  /// them do not grow with depth.
  static func write(
    _ places: [Place], of network: Network, into weights: borrowing Weights, seed: UInt64
  ) {
    let branches = Double(max(places.count { !$0.isHead }, 1))
    for place in places {
      let parameter = network.parameters[place.parameter]
      let share = place.isHead ? 1 : 1 / branches.squareRoot()
      let elements = weights.tensors[place.parameter].elements
      guard parameter.shape.rank >= 2, parameter.shape.count > 1 else {
        elements.update(repeating: Float(share))
        continue
      }
      let fanIn = parameter.spec?.fans.fanIn ?? Double(parameter.shape[0])
      ParameterStream(seed: seed, path: "check/probe/\(parameter.path)").fillNormal(
        ElementBuffer(elements), from: 0,
        standardDeviation: share / max(fanIn, 1).squareRoot())
    }
  }
}
