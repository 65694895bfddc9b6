/// A mistake in the shape of a tensor.
public struct TensorError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of mistake it is.
  public struct Code: Sendable, Hashable {
    private enum Value {
      case axisLength, overflow, byteCount, elementCount, elementKind, integerRange
    }
    private let value: Value
    /// An axis length is negative.
    public static let axisLength = Code(value: .axisLength)
    /// The number of elements does not fit in an `Int`.
    public static let overflow = Code(value: .overflow)
    /// There are more or fewer bytes than the elements take.
    public static let byteCount = Code(value: .byteCount)
    /// There are more or fewer elements than expected.
    public static let elementCount = Code(value: .elementCount)
    /// The elements are floats where integers are asked for.
    public static let elementKind = Code(value: .elementKind)
    /// An integer does not fit in an `Int64`.
    public static let integerRange = Code(value: .integerRange)
  }

  /// What kind of mistake it is.
  public let code: Code
  /// What is wrong and what was expected.
  public let description: String

  static func axisLength(_ length: Int, in lengths: [Int]) -> TensorError {
    TensorError(
      code: .axisLength,
      description: "shape \(lengths): axis length \(length), at least 0 was expected")
  }

  static func overflow(_ lengths: [Int]) -> TensorError {
    TensorError(
      code: .overflow,
      description:
        "shape \(lengths): more than \(Int.max) elements, at most \(Int.max) were expected")
  }

  static func byteCount(
    _ count: Int, of type: StoredType, _ shape: Shape, expected: Int
  ) -> TensorError {
    TensorError(
      code: .byteCount,
      description: "tensor \(shape) of \(type): \(count) bytes, \(expected) were expected")
  }

  static func oneElement(_ shape: Shape) -> TensorError {
    TensorError(
      code: .elementCount,
      description: "tensor \(shape): \(shape.count) elements, one to fill with was expected")
  }

  static func elementCount(_ shape: Shape, reshapedTo other: Shape) -> TensorError {
    TensorError(
      code: .elementCount,
      description: "tensor \(shape): \(shape.count) elements, \(other.count) were expected for "
        + "shape \(other)")
  }

  static func elementKind(_ type: StoredType, _ shape: Shape) -> TensorError {
    TensorError(
      code: .elementKind,
      description: "tensor \(shape): elements of \(type), integers were expected")
  }

  static func integerRange(_ value: UInt64, at index: Int, in shape: Shape) -> TensorError {
    TensorError(
      code: .integerRange,
      description:
        "tensor \(shape): element \(index) is \(value), at most \(Int64.max) was expected")
  }
}
