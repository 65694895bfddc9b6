import Operators
import Tensors

extension ONNXImporter {
  /// Gives a value of examples that is reshaped the length 0, which takes the number of examples from
  /// the value, where the file has that number or found it by arithmetic on shapes.
  func openBatch(
    _ inputs: inout [ImportedValue?], _ attributes: [String: NodeDescription.Attribute],
    of node: ONNXNodeProto
  ) {
    guard node.opType == "Reshape", inputs.count == 2, let value = inputs[0], value.known == nil,
      value.shape.lengths.first == options.batch, let target = inputs[1]?.known,
      !target.type.isFloat, target.shape.rank == 1, let first = target.words.first,
      first == Int64(options.batch) || fileBatches.contains(Int(first))
    else { return }
    if case .integer(let allows) = attributes["allowzero"], allows != 0 { return }
    let lengths = [0] + target.words.dropFirst()
    inputs[1] = ImportedValue(
      shape: target.shape, type: target.type,
      known: StoredTensor([lengths.count], integers: lengths), isTraced: false)
  }

  /// The lengths that the file fixes for the first axes of inputs.
  private var fileBatches: [Int] {
    model.graph.input.compactMap { input in
      guard lookUp(input.name)?.value != nil, input.type.hasTensorType,
        let length = input.type.tensorType.shape.dim.first?.dimValue, length > 0
      else { return nil }
      return Int(clamping: length)
    }
  }
}
