import Operators
import Tensors

/// The part of a network that leads from one value to another, as a network of its own.
///
/// Parameters are among its inputs, so that a backward pass computes no gradients of theirs.
package struct NetworkSection: Sendable {
  /// The part: its first input is the first value, its output the other.
  package let network: Network
  /// What each input of the part is in the whole network, in the order of the inputs.
  package let values: [Network.Value]

  /// The part of `whole` from `start` to `end`; `nil` where `end` does not depend on `start`.
  package init?(of whole: Network, from start: Network.Value, to end: Network.Value) {
    var isUsed = [Bool](repeating: false, count: whole.sources.count)
    isUsed[end.index] = true
    for node in whole.nodes.reversed()
    where node.outputs.contains(where: { isUsed[$0.index] && $0 != start }) {
      for input in node.inputs { isUsed[input.index] = true }
    }
    var depends = [Bool](repeating: false, count: whole.sources.count)
    depends[start.index] = true
    for node in whole.nodes where node.inputs.contains(where: { depends[$0.index] }) {
      for output in node.outputs { depends[output.index] = true }
    }
    guard isUsed[start.index], depends[end.index], start != end else { return nil }

    var part = whole
    part.inputs = []
    part.parameters = []
    part.unusedParameters = []
    var values: [Network.Value] = []
    func take(_ value: Network.Value, _ name: String, _ lengths: [Int?]) {
      part.sources[value.index] = .input(part.inputs.count)
      part.inputs.append(
        Network.Input(name: name, lengths: lengths, type: .float32, value: value))
      values.append(value)
    }
    if case .node(let number, let place) = whole.sources[start.index] {
      // The node stays where other outputs of it are used.
      let node = whole.nodes[number]
      let other = Network.Value(index: part.sources.count)
      part.sources.append(.node(number, output: place))
      var outputs = node.outputs
      outputs[place] = other
      part.nodes[number] = Network.Node(
        name: node.name, function: node.function, layer: node.layer, inputs: node.inputs,
        outputs: outputs)
    }
    let rank = (try? whole.shapes(batch: 1))?[start.index].rank ?? 0
    take(start, "start", Array(repeating: nil, count: rank))
    for input in whole.inputs where input.value != start && isUsed[input.value.index] {
      take(input.value, input.name, input.lengths)
    }
    for parameter in whole.parameters
    where parameter.value != start && isUsed[parameter.value.index] {
      take(parameter.value, parameter.path, parameter.shape.lengths.map { $0 })
    }
    part.outputs = [Network.Output(name: "end", value: end, type: .float32, shape: [])]
    network = part.withoutUnused()
    self.values = values
  }
}
