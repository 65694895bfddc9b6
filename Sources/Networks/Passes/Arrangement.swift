import Operators
import Tensors

/// A network whose values lie as its operators want them, with the same value numbers as before and
/// new values behind them.
struct ArrangedNetwork {
  /// The network, with rearrangements between operators that want values to lie differently.
  let network: Network
  /// The shape of each value.
  let shapes: [Shape]
  /// How each value lies.
  let arrangements: [Arrangement]
  /// The values that were asked for row-major, by their numbers before.
  let rowMajor: [Int: Int]

  /// Asks each operator in order how its values are to lie.
  ///
  /// What is given and what the network gives lies row-major, and so do copies of the given values.
  init(_ network: Network, shapes: [Shape], rowMajor values: [Network.Value] = []) {
    var plan = Rearranging(network, shapes: shapes)
    for node in network.nodes { plan.add(node) }
    let outputs = network.outputs.map { output in
      let value = plan.rearranged(output.value, to: .rowMajor, for: output.name, layer: 0)
      return Network.Output(
        name: output.name, value: value, type: output.type, shape: output.shape)
    }
    var rowMajor: [Int: Int] = [:]
    for value in values {
      rowMajor[value.index] = plan.rearranged(value, to: .rowMajor, for: "", layer: 0).index
    }
    self.rowMajor = rowMajor
    var arranged = network
    arranged.outputs = outputs
    arranged.nodes = plan.nodes
    arranged.sources = plan.sources
    self.network = arranged
    self.shapes = plan.shapes
    arrangements = plan.arrangements
  }
}

private struct Rearranging {
  private(set) var nodes: [Network.Node] = []
  private(set) var sources: [Network.Source]
  private(set) var shapes: [Shape]
  private(set) var arrangements: [Arrangement]
  // The same value in the other arrangement.
  private var copies: [Int: Network.Value] = [:]

  init(_ network: Network, shapes: [Shape]) {
    sources = network.sources
    self.shapes = shapes
    arrangements = shapes.map { _ in .rowMajor }
  }

  mutating func add(_ node: Network.Node) {
    let wanted = node.function.arrangements(
      node.inputs.map { shapes[$0.index] }, node.inputs.map { arrangements[$0.index] })
    var inputs: [Network.Value] = []
    for (input, arrangement) in zip(node.inputs, wanted.inputs) {
      inputs.append(rearranged(input, to: arrangement, for: node.name, layer: node.layer))
    }
    for (place, output) in node.outputs.enumerated() {
      sources[output.index] = .node(nodes.count, output: place)
      arrangements[output.index] = shapes[output.index].rank < 3 ? .rowMajor : wanted.outputs
    }
    nodes.append(
      Network.Node(
        name: node.name, function: node.function, layer: node.layer, inputs: inputs,
        outputs: node.outputs))
  }

  mutating func rearranged(
    _ value: Network.Value, to arrangement: Arrangement, for name: String, layer: Int
  ) -> Network.Value {
    let shape = shapes[value.index]
    if arrangements[value.index] == arrangement || shape.isArrangedAnyway { return value }
    if let copy = copies[value.index] { return copy }
    let copy = Network.Value(index: sources.count)
    sources.append(.node(nodes.count, output: 0))
    shapes.append(shape)
    arrangements.append(arrangement)
    nodes.append(
      Network.Node(
        name: name, function: Rearrangement(to: arrangement), layer: layer, inputs: [value],
        outputs: [copy]))
    copies[value.index] = copy
    return copy
  }
}
