import CXavier
import Xavier

/// A part of a tensor: runs of elements that lie side by side, equally long.
struct CallerSlice {
  /// The first element of each run, in order.
  let starts: [Int]
  /// The length of each run.
  let length: Int

  /// The number of elements.
  var count: Int { starts.count * length }

  /// The part that a caller asks for; by default all of it.
  init(_ pointer: UnsafePointer<xavier_slice>?, of shape: Shape, _ path: String) throws {
    guard let slice = pointer?.pointee else {
      self.init(starts: [0], length: shape.count)
      return
    }
    guard let starts = slice.starts, let lengths = slice.lengths else {
      guard slice.starts == nil, slice.lengths == nil || shape.rank == 0 else {
        throw InterfaceError("slice of \(path): starts or lengths alone, both or neither")
      }
      let (first, count) = (Int(slice.first), Int(slice.count))
      guard first >= 0, count >= 0, first <= shape.count, count <= shape.count - first else {
        throw InterfaceError(
          "slice of \(path): elements from \(first), \(count) of them, a range within \(shape.count)"
        )
      }
      self.init(starts: [first], length: count)
      return
    }
    try self.init(
      starts: (0..<shape.rank).map { Int(starts[$0]) },
      lengths: (0..<shape.rank).map { Int(lengths[$0]) }, of: shape, path)
  }

  private init(starts: [Int], length: Int) {
    self.starts = starts
    self.length = length
  }

  private init(starts: [Int], lengths: [Int], of shape: Shape, _ path: String) throws {
    for (axis, length) in shape.lengths.enumerated() {
      let (from, count) = (starts[axis], lengths[axis])
      guard from >= 0, count >= 0, from <= length, count <= length - from else {
        throw InterfaceError(
          "slice of \(path): \(count) from \(from) on along axis \(axis), a part of \(length)")
      }
    }
    if lengths.contains(0) {
      self.init(starts: [], length: 0)
      return
    }
    // Along the last axes the box may take all there is; those and the axis before them make a run.
    var run = 1
    var axis = shape.rank
    var stride = 1
    var isWhole = true
    while axis > 0, isWhole {
      axis -= 1
      run *= lengths[axis]
      isWhole = lengths[axis] == shape[axis]
      if isWhole { stride *= shape[axis] }
    }
    var places = [axis < shape.rank && !isWhole ? starts[axis] * stride : 0]
    if axis < shape.rank { stride = shape.lengths[axis...].reduce(1, *) }
    for outer in (0..<axis).reversed() {
      places = (starts[outer]..<starts[outer] + lengths[outer]).flatMap { index in
        places.map { $0 + index * stride }
      }
      stride *= shape[outer]
    }
    self.init(starts: places, length: run)
  }
}
