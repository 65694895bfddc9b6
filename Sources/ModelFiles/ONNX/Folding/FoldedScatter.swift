import Operators
import Tensors

/// A tensor with some elements replaced, or combined with others.
///
/// ## Edge cases
/// Negative indices count from the end; an index out of range is refused. Where several updates have
/// one place the last one stays.
enum FoldedScatter {
  static let names = ["ScatterND", "ScatterElements", "Scatter"]

  static func fold(_ folded: FoldedNode) throws(OperatorError) -> [StoredTensor]? {
    try folded.checkTypes([0, 2])
    let (input, indices, updates) = (
      try folded.listed(0), try folded.listed(1), try folded.listed(2)
    )
    guard !indices.type.isFloat else {
      throw .inputKind(folded.node, 1, indices.type, expected: "whole numbers were")
    }
    let places =
      folded.node.operatorName == "ScatterND"
      ? try slices(folded, input.shape, indices, updates.shape)
      : try elements(folded, input.shape, indices, updates.shape)
    let reduction = try folded.node.text("reduction") ?? "none"
    guard ["none", "add", "mul", "min", "max"].contains(reduction) else {
      throw .attribute(
        folded.node, "reduction", reduction, expected: "none, add, mul, min or max was")
    }
    if reduction == "none" { return [replaced(input, updates, places)] }
    if input.type.isFloat {
      var numbers = input.doubles
      for (place, update) in zip(places, updates.doubles) {
        numbers[place] = combined(reduction, numbers[place], update, +, *)
        // Each step as precise as the type is.
        if input.type != .float64 { numbers[place] = Double(Float(numbers[place])) }
      }
      return [StoredTensor(input.shape, doubles: numbers, type: input.type)]
    }
    var numbers = input.words
    for (place, update) in zip(places, updates.words) {
      let result =
        input.type == .uint64
        ? Int64(
          bitPattern: combined(
            reduction, UInt64(bitPattern: numbers[place]), UInt64(bitPattern: update), &+, &*))
        : combined(reduction, numbers[place], update, &+, &*)
      numbers[place] = FoldedArithmetic.wrapped(result, input.type)
    }
    return [StoredTensor(input.shape, integers: numbers, type: input.type)]
  }

  private static func combined<Number: Comparable>(
    _ reduction: String, _ a: Number, _ b: Number, _ add: (Number, Number) -> Number,
    _ multiply: (Number, Number) -> Number
  ) -> Number {
    switch reduction {
    case "add": add(a, b)
    case "mul": multiply(a, b)
    case "min": min(a, b)
    default: max(a, b)
    }
  }

  private static func replaced(
    _ input: StoredTensor, _ updates: StoredTensor, _ places: [Int]
  ) -> StoredTensor {
    let size = input.type.size
    var bytes = input.littleEndianBytes.array
    updates.littleEndianBytes.withUnsafeBytes { updates in
      for (update, place) in places.enumerated() {
        for byte in 0..<size { bytes[place * size + byte] = updates[update * size + byte] }
      }
    }
    do {
      return try StoredTensor(type: input.type, shape: input.shape, bytes: bytes)
    } catch {
      preconditionFailure("\(error)")
    }
  }

  // Where each update of slices goes.
  private static func slices(
    _ folded: FoldedNode, _ shape: Shape, _ indices: StoredTensor, _ updates: Shape
  ) throws(OperatorError) -> [Int] {
    let depth = indices.shape.lengths.last ?? 0
    guard indices.shape.rank >= 1, 0...shape.rank ~= depth,
      updates.lengths == Array(indices.shape.lengths.dropLast() + shape.lengths[depth...])
    else {
      throw .unsupported(
        folded.node,
        "indices \(indices.shape) and updates \(updates) for input \(shape), an index for each of "
          + "its first axes and updates for the others were expected")
    }
    let block = shape.lengths[depth...].reduce(1, &*)
    let numbers = indices.words
    var places: [Int] = []
    places.reserveCapacity(updates.count)
    for row in 0..<(updates.count == 0 ? 0 : updates.count / block) {
      var start = 0
      for axis in 0..<depth {
        let index = try index(numbers[row * depth + axis], shape[axis], folded)
        start = start * shape[axis] + index
      }
      places.append(contentsOf: (start * block)..<((start + 1) * block))
    }
    return places
  }

  // Where each update of elements goes: at its own place but along one axis.
  private static func elements(
    _ folded: FoldedNode, _ shape: Shape, _ indices: StoredTensor, _ updates: Shape
  ) throws(OperatorError) -> [Int] {
    let axis = try folded.axis("axis", default: 0, rank: shape.rank)
    guard updates == indices.shape, updates.rank == shape.rank,
      shape.lengths.indices.allSatisfy({ $0 == axis || updates[$0] <= shape[$0] })
    else {
      throw .unsupported(
        folded.node,
        "indices \(indices.shape) and updates \(updates) for input \(shape), equal shapes no larger "
          + "than the input but along axis \(axis) were expected")
    }
    var places: [Int] = []
    places.reserveCapacity(updates.count)
    for (element, number) in indices.words.enumerated() {
      var (rest, place, stride) = (element, 0, 1)
      for own in shape.lengths.indices.reversed() {
        let index = own == axis ? try index(number, shape[own], folded) : rest % updates[own]
        place += index * stride
        rest /= updates[own]
        stride *= shape[own]
      }
      places.append(place)
    }
    return places
  }

  private static func index(
    _ number: Int64, _ length: Int, _ folded: FoldedNode
  ) throws(OperatorError) -> Int {
    let index = number < 0 ? Int(number) &+ length : Int(number)
    guard 0..<length ~= index else {
      throw .unsupported(
        folded.node,
        "index \(number) along an axis of length \(length), one within it was expected")
    }
    return index
  }
}
