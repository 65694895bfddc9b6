import Networks
import Tensors

extension ONNXImporter {
  /// The contents of an initializer; `nil` for a parameter whose file of external data is not there
  /// and whose numbers nobody needs, which is declared without them.
  mutating func contents(of initializer: ONNXTensorProto) throws(ModelFileError) -> StoredTensor? {
    do {
      return try model.tensor(initializer)
    } catch {
      guard !options.needsWeights, error.code == .missing, initializer.dataLocation == 1 else {
        throw error
      }
      let (type, shape) = try model.declaration(of: initializer)
      guard type.isFloat else { throw error }
      try addParameter(initializer.name, shape, type)
      return nil
    }
  }

  /// The inputs of a graph that are its weights, as exporters write models without them: all that
  /// operators take where they have weights, but the first input, in a graph that has no matrix of
  /// its own.
  func weightInputs(of graph: ONNXGraphProto) -> Set<String> {
    guard !options.needsWeights, !graph.initializer.contains(where: { $0.dims.count > 1 }) else {
      return []
    }
    let names = Set(graph.input.map(\.name))
    let fixed = Set(
      graph.input.filter { input in
        input.type.hasTensorType && input.type.tensorType.hasShape
          && input.type.tensorType.shape.dim.allSatisfy { $0.dimValue > 0 }
      }.map(\.name))
    var found: Set<String> = []
    // The inputs whose elements a value has, moved.
    var origins = Dictionary(uniqueKeysWithValues: names.map { ($0, Set([$0])) })
    for node in graph.node {
      for (place, name) in node.input.enumerated() {
        guard let own = origins[name] else { continue }
        if Self.moves.contains(node.opType), place == 0 || node.opType == "Concat" {
          // A recurrent layer joins the weights of a dozen gates; more are no weights.
          guard own.count <= 64 else { continue }
          for output in node.output { origins[output, default: []].formUnion(own) }
        } else {
          found.formUnion(own.filter { isWeight(place, of: node, in: graph, named: $0) })
        }
      }
    }
    if let first = graph.input.first { found.remove(first.name) }
    return found.intersection(fixed)
  }

  private static let moves: Set = [
    "Transpose", "Reshape", "Cast", "Identity", "Unsqueeze", "Squeeze", "Slice", "Split", "Concat",
  ]
  private static let vectors: Set = ["Add", "Sub", "Mul", "Div"]

  private func isWeight(
    _ place: Int, of node: ONNXNodeProto, in graph: ONNXGraphProto, named name: String
  ) -> Bool {
    switch node.opType {
    case "Gather": return place == 0
    case "MatMul", "Gemm", "Conv", "ConvTranspose", "BatchNormalization", "LayerNormalization",
      "InstanceNormalization", "GroupNormalization", "RMSNormalization", "PRelu":
      return place > 0
    case "LSTM", "GRU", "RNN": return (1...3).contains(place)
    default:
      let rank =
        graph.input.first { $0.name == name }?.type.tensorType.shape.dim.count ?? 0
      return Self.vectors.contains(node.opType) && rank <= 1
    }
  }

  /// Declares an input of the graph as a parameter without numbers.
  mutating func addParameter(
    _ name: String, _ shape: Shape, _ type: StoredType
  ) throws(ModelFileError) {
    let value: Network.Value
    do {
      value = try plan.parameter(name, shape: shape)
    } catch {
      throw ModelFileError(.graph, model.name, error.description)
    }
    try define(
      name, ImportedValue(shape: shape, type: type, value: value, isTraced: true), in: model.name)
  }
}
