/// A mistake in the shape of a tensor.
public struct TensorError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of mistake it is.
  public struct Code: Sendable, Hashable {
    private enum Value { case axisLength, overflow }
    private let value: Value
    /// An axis length is negative.
    public static let axisLength = Code(value: .axisLength)
    /// The number of elements does not fit in an `Int`.
    public static let overflow = Code(value: .overflow)
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
}
