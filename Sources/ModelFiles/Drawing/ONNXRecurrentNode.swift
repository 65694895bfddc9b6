/// A recurrent node of a model whose weights are initializers: which, and in which order their gates lie.
struct ONNXRecurrentNode {
  /// The map of its input, directions × gates·units × inputs.
  let inputMap: String
  /// The map of its state, directions × gates·units × units.
  let stateMap: String
  /// The biases of both, directions × 2·gates·units; `nil` where it has none.
  let bias: String?
  /// The place of each of PyTorch's gates among ONNX's: input, forget, cell, output of an LSTM among
  /// input, output, forget, cell; reset, update, new of a GRU among update, reset, new.
  let gates: [Int]

  private static let gates = ["LSTM": [0, 2, 3, 1], "GRU": [1, 0, 2], "RNN": [0]]
}

extension ONNXRecurrentNode {
  /// The nodes of a model's main graph, in their order.
  static func all(in model: ONNXModel) -> [ONNXRecurrentNode] {
    let initializers = Set(model.graph.initializer.map(\.name))
    // Two uses of one initializer may be told apart by nodes that do nothing.
    var same: [String: String] = [:]
    var nodes: [ONNXRecurrentNode] = []
    for node in model.graph.node where node.domain.isEmpty || node.domain == "ai.onnx" {
      func initializer(_ index: Int) -> String? {
        guard node.input.indices.contains(index) else { return nil }
        let name = same[node.input[index]] ?? node.input[index]
        return initializers.contains(name) ? name : nil
      }
      if node.opType == "Identity", let name = initializer(0), let output = node.output.first {
        same[output] = name
      }
      guard let gates = gates[node.opType], let inputMap = initializer(1),
        let stateMap = initializer(2)
      else { continue }
      nodes.append(
        ONNXRecurrentNode(
          inputMap: inputMap, stateMap: stateMap, bias: initializer(3), gates: gates))
    }
    return nodes
  }
}
