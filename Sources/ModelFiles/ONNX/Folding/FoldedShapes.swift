import Operators
import Tensors

/// Nodes that look at shapes, or make tensors of one value.
enum FoldedShapes {
  static let names = ["Shape", "Size", "ConstantOfShape"]

  // More axes than any network has.
  private static let mostAxes = 64

  static func fold(_ folded: FoldedNode) throws(OperatorError) -> [StoredTensor]? {
    let node = folded.node
    switch node.operatorName {
    case "Shape":
      let lengths = try node.input(0).shape.lengths
      let taken = try range(node, lengths.count)
      return [StoredTensor([taken.count], integers: lengths[taken].map { Int64($0) })]
    case "Size":
      return [.filled(type: .int64, shape: [], integer: Int64(try node.input(0).shape.count))]
    case "ConstantOfShape": return try constant(folded)
    default: return nil
    }
  }

  private static func range(
    _ node: NodeDescription, _ rank: Int
  ) throws(OperatorError) -> Range<Int> {
    func place(_ index: Int) -> Int { min(max(index < 0 ? index + rank : index, 0), rank) }
    let start = place(try node.integer("start", default: 0))
    let end = place(try node.integer("end", default: rank))
    return start..<max(start, end)
  }

  private static func constant(_ folded: FoldedNode) throws(OperatorError) -> [StoredTensor]? {
    let node = folded.node
    guard try node.input(0).constant != nil, let lengths = try node.knownIntegers(0) else {
      return nil
    }
    guard lengths.count <= mostAxes else {
      throw .unsupported(node, "\(lengths.count) axes, at most \(mostAxes) were expected")
    }
    let shape = try folded.shape(lengths)
    guard let value = try node.tensor("value") else {
      return [.filled(type: .float32, shape: shape, value: 0)]
    }
    guard value.shape.count == 1 else {
      throw .attribute(node, "value", value.shape, expected: "one element was")
    }
    guard let filled = try? StoredTensor.filled(shape, with: value) else { return nil }
    return [filled]
  }
}
