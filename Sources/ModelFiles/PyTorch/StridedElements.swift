/// Elements of a memory that lie apart, put one after the other in row-major order.
struct StridedElements {
  /// The lengths of the axes.
  let lengths: [Int]
  /// How far apart neighbours along each axis are, in elements.
  let strides: [Int]
  /// The bytes of an element.
  let size: Int

  /// Copies all elements, of which `source` begins with the first one.
  ///
  /// - Parameter isSwapped: whether the bytes of each are written in reverse.
  /// - Precondition: `source` reaches as far as the last element, `memory` has room for all.
  func copy(
    _ source: UnsafeRawBufferPointer, into memory: UnsafeMutableRawBufferPointer, isSwapped: Bool
  ) {
    guard !memory.isEmpty else { return }
    let count = memory.count / size
    let last = lengths.last ?? 1
    let step = (strides.last ?? 1) * size
    var index = [Int](repeating: 0, count: lengths.count)
    // Of the element that begins a line along the last axis, in bytes.
    var place = 0
    var written = 0
    while written < count {
      for element in 0..<last {
        let start = place + element * step
        for byte in 0..<size {
          memory[size * (written + element) + byte] =
            source[start + (isSwapped ? size - 1 - byte : byte)]
        }
      }
      written += last
      var axis = lengths.count - 2
      while axis >= 0 {
        index[axis] += 1
        place += strides[axis] * size
        if index[axis] < lengths[axis] { break }
        place -= strides[axis] * size * lengths[axis]
        index[axis] = 0
        axis -= 1
      }
    }
  }
}
