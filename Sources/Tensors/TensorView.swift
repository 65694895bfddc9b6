/// A shape and the address of elements that somebody else owns, to read.
public struct TensorView: @unchecked Sendable {
  /// The lengths of the axes.
  public let shape: Shape
  /// The first element's address.
  public let pointer: UnsafePointer<Float>
  /// The order in which the elements lie.
  public let arrangement: Arrangement

  /// A view of elements, in row-major order unless something else is said.
  public init(
    _ shape: Shape, _ pointer: UnsafePointer<Float>, _ arrangement: Arrangement = .rowMajor
  ) {
    self.shape = shape
    self.pointer = pointer
    self.arrangement = arrangement
  }

  /// The elements, as they lie.
  public var elements: UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(start: pointer, count: shape.count)
  }
}

/// A shape and the address of elements that somebody else owns, to write.
public struct MutableTensorView: @unchecked Sendable {
  /// The lengths of the axes.
  public let shape: Shape
  /// The first element's address.
  public let pointer: UnsafeMutablePointer<Float>
  /// The order in which the elements lie.
  public let arrangement: Arrangement

  /// A view of elements, in row-major order unless something else is said.
  public init(
    _ shape: Shape, _ pointer: UnsafeMutablePointer<Float>, _ arrangement: Arrangement = .rowMajor
  ) {
    self.shape = shape
    self.pointer = pointer
    self.arrangement = arrangement
  }

  /// The elements, as they lie.
  public var elements: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: pointer, count: shape.count)
  }

  /// The same elements, to read.
  public var readOnly: TensorView { TensorView(shape, pointer, arrangement) }
}
