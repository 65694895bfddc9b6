import Tensors
import Threads

/// The columns that are computed by themselves: along one axis, or over it and all later ones.
///
/// The value is blocks of `length` rows of `inner` numbers; each number of a block's first row
/// starts a column.
struct AxisColumns: Sendable {
  let length: Int
  let inner: Int
  let count: Int

  /// The columns of a shape; those of a shape without the axis are its single numbers.
  init(_ shape: Shape, axis: Int, takesLaterAxes: Bool) {
    let axis = axis < 0 ? axis + shape.rank : axis
    guard axis < shape.rank, shape.count > 0 else {
      (length, inner, count) = (1, 1, shape.count)
      return
    }
    let later = shape.lengths.dropFirst(axis + 1).reduce(1, *)
    length = shape[axis] * (takesLaterAxes ? later : 1)
    inner = takesLaterAxes ? 1 : later
    count = shape.count / length
  }

  /// The columns shared among threads.
  func ranges(_ threads: ThreadPool) -> ParallelRanges {
    ParallelRanges(total: count, grain: max(elementwiseGrain / 2 / length, 1), threads: threads)
  }
}

extension Operator {
  /// The shape of the one input, which has the axis; a scalar has the first and the last.
  func single(_ inputs: [Shape], with axis: Int) throws(OperatorError) -> Shape {
    let shape = try single(inputs)
    let rank = max(shape.rank, 1)
    guard (-rank..<rank).contains(axis) else {
      throw .rank(
        of: Self.name, expected: "\(axis < 0 ? -axis : axis + 1) or more were", found: shape)
    }
    return shape
  }

  /// The axis of a softmax and whether it takes the later axes too, as it did before opset 13.
  static func softmaxAxis(
    of node: NodeDescription
  ) throws(OperatorError) -> (axis: Int, takesLaterAxes: Bool) {
    let rank = try node.input(0).shape.rank
    if node.opset >= 13 {
      return (try node.axis(node.integer("axis", default: -1), rank: max(rank, 1)), false)
    }
    let axis = try node.integer("axis", default: min(1, rank))
    // The axis beyond the last leaves nothing to sum over: every number is a row of its own.
    return (axis == rank ? axis : try node.axis(axis, rank: rank), true)
  }
}
