import Operators
import Tensors

/// The places of the largest and the smallest numbers along an axis, and the first of them in order.
///
/// ## Edge cases
/// Of equal numbers the one with the smaller index comes first; what is no number counts as larger
/// than any.
enum FoldedExtremes {
  static let names = ["ArgMax", "ArgMin", "TopK"]

  static func fold(_ folded: FoldedNode) throws(OperatorError) -> [StoredTensor]? {
    let node = folded.node
    let input = try folded.listed(0)
    let isTopK = node.operatorName == "TopK"
    let axis = try folded.axis("axis", default: isTopK ? -1 : 0, rank: input.shape.rank)
    let order = order(input)
    return isTopK
      ? try topK(folded, input, axis, order) : [try extreme(folded, input, axis, order)]
  }

  // Whether the element at one place is smaller than that at another.
  private static func order(_ input: StoredTensor) -> (Int, Int) -> Bool {
    if input.type.isFloat {
      let numbers = input.doubles
      return { numbers[$0] < numbers[$1] || !numbers[$0].isNaN && numbers[$1].isNaN }
    }
    let numbers = input.words
    if input.type == .uint64 {
      return { UInt64(bitPattern: numbers[$0]) < UInt64(bitPattern: numbers[$1]) }
    }
    return { numbers[$0] < numbers[$1] }
  }

  private static func extreme(
    _ folded: FoldedNode, _ input: StoredTensor, _ axis: Int, _ isSmaller: (Int, Int) -> Bool
  ) throws(OperatorError) -> StoredTensor {
    let node = folded.node
    let lines = AxisLines(input.shape, axis: axis)
    let takesLast = try node.flag("select_last_index", default: false)
    let isMaximum = node.operatorName == "ArgMax"
    var lengths = input.shape.lengths
    if try node.flag("keepdims", default: true) {
      lengths[axis] = 1
    } else {
      lengths.remove(at: axis)
    }
    let shape = try folded.shape(lengths)
    try folded.check(shape)
    guard lines.length > 0 || shape.count == 0 else {
      throw .unsupported(node, "no element along axis \(axis), at least one was expected")
    }
    let found = (0..<shape.count).map { line in
      var best = 0
      for index in 0..<lines.length {
        let (new, old) = (lines.place(line, index), lines.place(line, best))
        let isBetter = isMaximum ? isSmaller(old, new) : isSmaller(new, old)
        let isEqual = !isSmaller(old, new) && !isSmaller(new, old)
        if isBetter || isEqual && takesLast { best = index }
      }
      return Int64(best)
    }
    return StoredTensor(shape, integers: found)
  }

  private static func topK(
    _ folded: FoldedNode, _ input: StoredTensor, _ axis: Int, _ isSmaller: (Int, Int) -> Bool
  ) throws(OperatorError) -> [StoredTensor] {
    let node = folded.node
    let lines = AxisLines(input.shape, axis: axis)
    let wanted = try node.opset < 10 ? node.integer("k") : node.knownInteger(1)
    guard let wanted, 0...lines.length ~= wanted else {
      throw .unsupported(
        node,
        "the first \(wanted.map(String.init) ?? "of an unknown number") along an axis of length "
          + "\(lines.length), 0 to \(lines.length) were expected")
    }
    let isLargest = try node.flag("largest", default: true)
    var lengths = input.shape.lengths
    lengths[axis] = wanted
    let shape = try folded.shape(lengths)
    var indices = [Int64](repeating: 0, count: shape.count)
    var places = [Int](repeating: 0, count: shape.count)
    for line in 0..<(shape.count == 0 ? 0 : lines.count) {
      let sorted = (0..<lines.length).sorted { a, b in
        let (x, y) = (lines.place(line, a), lines.place(line, b))
        if isLargest ? isSmaller(y, x) : isSmaller(x, y) { return true }
        if isLargest ? isSmaller(x, y) : isSmaller(y, x) { return false }
        return a < b
      }
      for (rank, index) in sorted.prefix(wanted).enumerated() {
        let target = lines.place(line, rank, wanted)
        indices[target] = Int64(index)
        places[target] = lines.place(line, index)
      }
    }
    return [input.taking(places, shape), StoredTensor(shape, integers: indices)]
  }
}

extension StoredTensor {
  /// The elements at the given places, in another shape.
  func taking(_ places: [Int], _ shape: Shape) -> StoredTensor {
    let size = type.size
    let source = littleEndianBytes
    let bytes = StoredBytes(count: places.count * size) { memory in
      source.withUnsafeBytes { elements in
        for (index, place) in places.enumerated() {
          for byte in 0..<size { memory[index * size + byte] = elements[place * size + byte] }
        }
      }
    }
    do {
      return try StoredTensor(type: type, shape: shape, bytes: bytes)
    } catch {
      preconditionFailure("\(error)")
    }
  }
}
