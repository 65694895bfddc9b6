/// Float32 elements in memory of their own, aligned for vector instructions, row-major.
///
/// A tensor is a unique owner: it is moved, not copied, so a pass over a network can write into it
/// without a check.
public struct Tensor: ~Copyable, @unchecked Sendable {
  /// The lengths of the axes.
  public let shape: Shape
  /// The elements.
  public let elements: UnsafeMutableBufferPointer<Float>

  /// Elements start at a multiple of this many bytes: the width of the widest vector and of a cache
  /// line.
  public static let alignment = 64

  /// A tensor of zeros.
  public init(zeros shape: Shape) {
    self.shape = shape
    let bytes = UnsafeMutableRawPointer.allocate(
      byteCount: max(shape.count, 1) * MemoryLayout<Float>.stride, alignment: Self.alignment)
    let start = bytes.bindMemory(to: Float.self, capacity: max(shape.count, 1))
    elements = UnsafeMutableBufferPointer(start: start, count: shape.count)
    elements.initialize(repeating: 0)
  }

  /// A tensor with the given elements.
  ///
  /// - Precondition: there are as many elements as the shape has.
  public init(_ shape: Shape, _ values: some Collection<Float>) {
    precondition(
      values.count == shape.count,
      "tensor \(shape): \(values.count) elements, \(shape.count) were expected")
    self.init(zeros: shape)
    _ = elements.update(fromContentsOf: values)
  }

  deinit { elements.baseAddress?.deallocate() }

  /// The first element's address.
  public var pointer: UnsafeMutablePointer<Float> { elements.baseAddress! }

  /// A copy of the elements.
  public var array: [Float] { Array(elements) }
}

extension Tensor {
  /// A view of the elements, valid as long as the tensor lives.
  public var view: TensorView { TensorView(shape, pointer) }

  /// A view to write through, valid as long as the tensor lives.
  public var mutableView: MutableTensorView { MutableTensorView(shape, pointer) }
}
