import Operators
import Tensors

/// Numbers from a start in equal steps to before a limit.
///
///     y[i] = start + i delta,   0 <= i < ceil((limit - start) / delta)
enum FoldedRange {
  static let names = ["Range"]

  static func fold(_ folded: FoldedNode) throws(OperatorError) -> [StoredTensor]? {
    let node = folded.node
    try folded.checkTypes(0...2)
    var ends: [StoredTensor] = []
    for index in 0...2 {
      let tensor = try folded.tensor(index)
      guard tensor.shape.count == 1 else {
        throw .unsupported(
          node, "input \(index) has \(tensor.shape.count) elements, 1 was expected")
      }
      ends.append(tensor)
    }
    let type = ends[0].type
    return [
      try type.isFloat
        ? floats(folded, ends.map { $0.doubles[0] }, type)
        : integers(folded, ends.map { $0.words[0] }, type)
    ]
  }

  private static func integers(
    _ folded: FoldedNode, _ ends: [Int64], _ type: StoredType
  ) throws(OperatorError) -> StoredTensor {
    let (start, limit, delta) = (ends[0], ends[1], ends[2])
    guard delta != 0 else { throw step(folded, "0") }
    var count = 0
    if delta > 0 ? limit > start : limit < start {
      // The distance of two numbers of 64 bits fits in 64 bits without a sign.
      let distance = UInt64(bitPattern: delta > 0 ? limit &- start : start &- limit)
      count = Int(clamping: (distance - 1) / delta.magnitude + 1)
    }
    guard count <= folded.limit else { throw folded.tooLarge("\(count) numbers") }
    return StoredTensor(
      [count], integers: (0..<count).map { start &+ Int64($0) &* delta }, type: type)
  }

  private static func floats(
    _ folded: FoldedNode, _ ends: [Double], _ type: StoredType
  ) throws(OperatorError) -> StoredTensor {
    let (start, limit, delta) = (ends[0], ends[1], ends[2])
    let count = ((limit - start) / delta).rounded(.up)
    guard delta != 0, count.isFinite else { throw step(folded, "\(delta)") }
    guard count <= Double(folded.limit) else { throw folded.tooLarge("\(count) numbers") }
    let numbers = (0..<Int(max(count, 0))).map { start + Double($0) * delta }
    return StoredTensor([numbers.count], doubles: numbers, type: type)
  }

  private static func step(_ folded: FoldedNode, _ delta: String) -> OperatorError {
    .unsupported(
      folded.node, "steps of \(delta), finite numbers with steps other than 0 were expected")
  }
}
