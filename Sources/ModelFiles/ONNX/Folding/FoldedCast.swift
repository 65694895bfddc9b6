import Operators
import Tensors

/// Elements as those of another type.
///
/// ## Conversion
/// As ``StoredTensor/converted(to:)`` does it; to an 8-bit float, numbers beyond its range become the
/// largest it has, where the node does not say otherwise.
enum FoldedCast {
  static let names = ["Cast", "CastLike"]

  static func fold(_ folded: FoldedNode) throws(OperatorError) -> [StoredTensor]? {
    let node = folded.node
    let input = try folded.tensor(0)
    let type = try type(folded)
    guard input.isFilled || input.shape.count <= folded.limit else {
      if input.type.isFloat, type.isFloat { return nil }
      throw folded.tooLarge("\(input.shape.count) elements")
    }
    guard try node.flag("saturate", default: true), let float = type.elementType, float.size == 1
    else { return [input.converted(to: type)] }
    try folded.check(input.shape)
    let largest = float.largest
    return [
      StoredTensor(
        input.shape,
        doubles: input.doubles.map { $0.isNaN ? $0 : min(max($0, -largest), largest) }, type: type)
    ]
  }

  private static func type(_ folded: FoldedNode) throws(OperatorError) -> StoredType {
    let node = folded.node
    if node.operatorName == "CastLike" { return try node.input(1).type }
    guard let number = try node.integer("to") else {
      throw .attribute(node, "to", "left out", expected: "the number of a type was")
    }
    guard let short = Int32(exactly: number),
      let type = try? ONNXElementType.type(short, subject: "Cast")
    else { throw .attribute(node, "to", number, expected: "a type whose elements are read was") }
    return type
  }
}
