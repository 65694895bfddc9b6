import Spellings
import Tensors

/// A mistake in how an operator is named or what it is applied to.
public struct OperatorError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of mistake it is.
  public struct Code: Sendable, Hashable {
    private enum Value { case axisLength, rank, name, argument }
    private let value: Value
    /// An axis has another length than the operator takes.
    public static let axisLength = Code(value: .axisLength)
    /// The input has another number of axes than the operator takes.
    public static let rank = Code(value: .rank)
    /// No activation has this name.
    public static let name = Code(value: .name)
    /// The argument after the name's colon is not wanted or not a number in range.
    public static let argument = Code(value: .argument)
  }

  /// What kind of mistake it is.
  public let code: Code
  /// What is wrong and what was expected.
  public let description: String

  static func axisLength(
    of operatorName: String, axis: Int, expected: Int, found shape: Shape
  ) -> OperatorError {
    OperatorError(
      code: .axisLength,
      description:
        "\(operatorName): input \(shape), length \(expected) of axis \(axis) was expected")
  }

  static func rank(of operatorName: String, expected: String, found shape: Shape) -> OperatorError {
    OperatorError(
      code: .rank,
      description: "\(operatorName): input \(shape) with \(shape.rank) axes, \(expected) expected")
  }

  static func name(_ name: String, known: Spellings) -> OperatorError {
    OperatorError(code: .name, description: "activation \(name): \(known.unknown(name))")
  }

  static func argument(_ spelled: String, expected: String) -> OperatorError {
    OperatorError(code: .argument, description: "activation \(spelled): \(expected) was expected")
  }
}
