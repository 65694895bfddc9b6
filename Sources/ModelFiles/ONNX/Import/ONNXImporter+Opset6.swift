import Networks
import Operators
import Tensors

extension ONNXImporter {
  private static let aligned: Set<String> = ["Add", "Sub", "Mul", "Div", "Pow", "PRelu"]

  /// Gives the second input the shape with which it broadcasts as from operator set 7 on: before, an
  /// attribute said with which axis of the first its own begin, and a slope's one axis was that of
  /// channels.
  mutating func alignSecond(
    _ inputs: inout [ImportedValue?], _ attributes: inout [String: NodeDescription.Attribute],
    of node: ONNXNodeProto, _ place: NodePlace
  ) throws(ModelFileError) {
    guard Self.aligned.contains(node.opType), inputs.count == 2, let first = inputs[0],
      let second = inputs[1]
    else { return }
    var axis: Int?
    if node.opType == "PRelu" {
      if second.shape.rank == 1, first.shape.rank > 2 { axis = 1 }
    } else {
      if case .integer(let number) = attributes["axis"] { axis = Int(number) }
      attributes["axis"] = nil
      attributes["broadcast"] = nil
    }
    guard let axis, axis >= 0, second.shape.rank > 0 else { return }
    let (end, overflows) = axis.addingReportingOverflow(second.shape.rank)
    guard !overflows, end <= first.shape.rank else {
      throw .node(
        place,
        "axis \(axis) for inputs \(first.shape) and \(second.shape), one with room for the"
          + " second was expected")
    }
    guard end < first.shape.rank else { return }
    let ones = repeatElement(1, count: first.shape.rank - end)
    let value = try networkValue(of: node.input[1], second)
    do {
      let aligned = try plan.apply(
        Operators.Reshape(second.shape.lengths + ones), to: [value], name: place.name)[0]
      inputs[1] = ImportedValue(
        shape: plan.shape(of: aligned), type: second.type, value: aligned,
        isTraced: second.isTraced, origin: second.origin)
    } catch {
      throw .node(place, error)
    }
  }
}
