import Operators
import Tensors

/// The places of elements that are not 0, and the reverse: elements marked by their index.
enum FoldedSelection {
  static let names = ["NonZero", "OneHot"]

  static func fold(_ folded: FoldedNode) throws(OperatorError) -> [StoredTensor]? {
    folded.node.operatorName == "NonZero" ? [try nonZero(folded)] : [try oneHot(folded)]
  }

  private static func nonZero(_ folded: FoldedNode) throws(OperatorError) -> StoredTensor {
    let input = try folded.listed(0)
    let isThere =
      input.type.isFloat ? input.doubles.map { $0 != 0 } : input.words.map { $0 != 0 }
    let found = isThere.indices.filter { isThere[$0] }
    let shape = try folded.shape([input.shape.rank, found.count])
    try folded.check(shape)
    var strides = [Int](repeating: 1, count: input.shape.rank)
    for axis in strides.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] &* input.shape[axis + 1]
    }
    let indices = strides.indices.flatMap { axis in
      found.map { Int64($0 / strides[axis] % input.shape[axis]) }
    }
    return StoredTensor(shape, integers: indices)
  }

  private static func oneHot(_ folded: FoldedNode) throws(OperatorError) -> StoredTensor {
    let node = folded.node
    let (indices, depths, values) = (
      try folded.listed(0), try folded.tensor(1), try folded.tensor(2)
    )
    guard depths.shape.count == 1, values.shape.count == 2 else {
      throw .unsupported(
        node,
        "\(depths.shape.count) depths and \(values.shape.count) values, 1 and 2 were expected")
    }
    let depth = depths.converted(to: .int64).words[0]
    guard depth >= 0, depth <= Int64(folded.limit) else {
      throw folded.tooLarge("\(depth) places for each index")
    }
    let axis = try folded.axis("axis", default: -1, rank: indices.shape.rank + 1)
    var lengths = indices.shape.lengths
    lengths.insert(Int(depth), at: axis)
    let shape = try folded.shape(lengths)
    try folded.check(shape)
    let lines = AxisLines(shape, axis: axis)
    var places = [Int](repeating: 0, count: shape.count)
    for (line, index) in indices.converted(to: .int64).words.enumerated() where shape.count > 0 {
      let place = index < 0 ? index &+ depth : index
      if 0..<depth ~= place { places[lines.place(line, Int(place))] = 1 }
    }
    return values.taking(places, shape)
  }
}
