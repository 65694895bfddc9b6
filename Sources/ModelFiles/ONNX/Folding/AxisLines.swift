import Tensors

/// The lines of a tensor along one axis.
struct AxisLines {
  let length: Int
  private let block: Int
  private let outer: Int

  init(_ shape: Shape, axis: Int) {
    length = shape[axis]
    block = shape.lengths[(axis + 1)...].reduce(1, &*)
    outer = shape.lengths[..<axis].reduce(1, &*)
  }

  /// The number of lines.
  var count: Int { outer &* block }

  /// The place of an element of a line.
  func place(_ line: Int, _ index: Int) -> Int { place(line, index, length) }

  /// The place where a line of another length is put together with the others.
  func place(_ line: Int, _ index: Int, _ length: Int) -> Int {
    (line / block * length + index) * block + line % block
  }
}
