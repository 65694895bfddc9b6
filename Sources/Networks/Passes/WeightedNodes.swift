import Initializers

extension Network {
  /// The nodes that apply a weight to a signal, with the place of the signal among their inputs: the
  /// layers of a network, as far as a graph has any.
  package var weightedNodes: [(node: Int, signal: Int)] {
    let isStatic = staticNodes
    // The weights, and what is made of weights alone.
    var isWeight = sources.map { source -> Bool in
      guard case .parameter(let number) = source else { return false }
      return [.weight, .recurrentWeight].contains(parameters[number].spec?.role)
    }
    var found: [(node: Int, signal: Int)] = []
    for (number, node) in nodes.enumerated() {
      guard node.inputs.contains(where: { isWeight[$0.index] }) else { continue }
      if isStatic[number] {
        for output in node.outputs { isWeight[output.index] = true }
      } else if let signal = node.inputs.firstIndex(where: { !isWeight[$0.index] }) {
        found.append((number, signal))
      }
    }
    return found
  }
}
