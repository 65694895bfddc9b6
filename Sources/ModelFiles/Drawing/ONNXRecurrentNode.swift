/// A recurrent node of a model whose weights lie in the file: which, and in which order their gates lie.
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
  /// The nodes of a model in their order, those in branches and bodies too.
  static func all(in model: ONNXModel) -> [ONNXRecurrentNode] {
    var finder = Finder(weights: ONNXWeights(of: model))
    finder.visit(model.graph, [:])
    return finder.nodes
  }

  private struct Finder {
    let weights: ONNXWeights
    var nodes: [ONNXRecurrentNode] = []

    /// Visits a graph in which values of graphs around it are weights, by their names.
    mutating func visit(_ graph: ONNXGraphProto, _ outer: [String: String]) {
      var names = outer
      for tensor in graph.initializer { names[tensor.name] = weights.name(of: tensor) }
      for node in graph.node where node.domain.isEmpty || node.domain == "ai.onnx" {
        func weight(_ index: Int) -> String? {
          node.input.indices.contains(index) ? names[node.input[index]] : nil
        }
        if let output = node.output.first {
          switch node.opType {
          case "Constant": names[output] = node.attribute.first.flatMap { weights.name(of: $0.t) }
          // Two uses of one weight may be told apart by nodes that do nothing.
          case "Identity": names[output] = weight(0)
          default: names[output] = nil
          }
        }
        for inner in node.attribute.flatMap(\.allGraphs) { visit(inner, names) }
        guard let gates = gates[node.opType], let inputMap = weight(1), let stateMap = weight(2)
        else { continue }
        nodes.append(
          ONNXRecurrentNode(
            inputMap: inputMap, stateMap: stateMap, bias: weight(3), gates: gates))
      }
    }
  }
}
