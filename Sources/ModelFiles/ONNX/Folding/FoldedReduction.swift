import Operators
import Tensors

/// Reductions of whole numbers along some axes, which wrap around at the width of their type.
///
/// ## Conversion
/// A mean is rounded towards zero.
enum FoldedReduction {
  static let names = [
    "ReduceSum", "ReduceProd", "ReduceMax", "ReduceMin", "ReduceMean", "ReduceL1",
    "ReduceSumSquare",
  ]

  static func fold(_ folded: FoldedNode) throws(OperatorError) -> [StoredTensor]? {
    let node = folded.node
    let input = try folded.tensor(0)
    if input.type.isFloat { return try FoldedFloats.fold(folded) }
    try folded.check(input.shape)
    guard let axes = try axes(node, input.shape) else { return [input] }
    let keeps = try node.flag("keepdims", default: true)
    let isReduced = input.shape.lengths.indices.map { axes.contains($0) }
    let kept = input.shape.lengths.indices.map { isReduced[$0] ? 1 : input.shape[$0] }
    let output = try folded.shape(
      keeps ? kept : kept.indices.filter { !isReduced[$0] }.map { kept[$0] })
    try folded.check(output)
    // Where each element of the input goes: as a broadcast of the output's places.
    let places = try folded.shape(kept).places(in: input.shape)
    var groups = [[Int64]](repeating: [], count: output.count)
    for (element, number) in input.words.enumerated() {
      groups[places?[element] ?? element].append(number)
    }
    var results: [Int64] = []
    for group in groups { results.append(try reduced(group, input.type, node)) }
    return [StoredTensor(output, integers: results, type: input.type)]
  }

  // The axes to reduce; `nil` where nothing happens.
  private static func axes(
    _ node: NodeDescription, _ shape: Shape
  ) throws(OperatorError) -> [Int]? {
    let isInput = node.opset >= (node.operatorName == "ReduceSum" ? 13 : 18)
    let axes = try isInput ? node.knownIntegers(1) : node.integers("axes")
    guard let axes, !axes.isEmpty || !isInput else {
      return try node.flag("noop_with_empty_axes", default: false)
        ? nil : Array(shape.lengths.indices)
    }
    return try node.axes(axes, rank: shape.rank)
  }

  private static func reduced(
    _ numbers: [Int64], _ type: StoredType, _ node: NodeDescription
  ) throws(OperatorError) -> Int64 {
    let isNatural = type == .uint64
    func naturals() -> [UInt64] { numbers.map(UInt64.init(bitPattern:)) }
    let sum = numbers.reduce(0, &+)
    switch node.operatorName {
    case "ReduceSum": return sum
    case "ReduceProd": return numbers.reduce(1, &*)
    case "ReduceSumSquare": return numbers.reduce(0) { $0 &+ $1 &* $1 }
    case "ReduceL1":
      return numbers.reduce(0) { !isNatural && $1 < 0 ? $0 &- $1 : $0 &+ $1 }
    default: break
    }
    guard !numbers.isEmpty else {
      throw .unsupported(node, "no element along an axis, at least one was expected")
    }
    switch node.operatorName {
    case "ReduceMax":
      return isNatural ? Int64(bitPattern: naturals().max()!) : numbers.max()!
    case "ReduceMin":
      return isNatural ? Int64(bitPattern: naturals().min()!) : numbers.min()!
    default:
      return isNatural
        ? Int64(bitPattern: UInt64(bitPattern: sum) / UInt64(numbers.count))
        : sum / Int64(numbers.count)
    }
  }
}
