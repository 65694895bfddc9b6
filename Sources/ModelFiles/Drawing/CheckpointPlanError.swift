import Initializers
import Tensors

/// Why a checkpoint cannot be drawn as asked.
public struct CheckpointPlanError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of reason it is.
  public struct Code: Sendable, Hashable {
    private enum Value { case undrawable, elementType, tooLarge, format, unmatched }
    private let value: Value
    /// Nothing says what draws a tensor, and no template has numbers for it.
    public static let undrawable = Code(value: .undrawable)
    /// The element type cannot hold a law.
    public static let elementType = Code(value: .elementType)
    /// A tensor's bytes cannot be counted.
    public static let tooLarge = Code(value: .tooLarge)
    /// The format cannot hold the tensors.
    public static let format = Code(value: .format)
    /// A checkpoint's tensor is not among those of the model it should be like.
    public static let unmatched = Code(value: .unmatched)
  }

  /// What kind of reason it is.
  public let code: Code
  /// What is, and what was expected.
  public let description: String

  static func undrawable(_ name: String, _ reason: String?) -> CheckpointPlanError {
    CheckpointPlanError(
      code: .undrawable,
      description:
        "tensor \(shown(name)): \(reason ?? "nothing draws it"), and no file has numbers "
        + "for it; a recipe with a rule for it was expected")
  }

  static func elementType(_ name: String, _ error: InitializerError) -> CheckpointPlanError {
    CheckpointPlanError(code: .elementType, description: "tensor \(shown(name)): \(error)")
  }

  static func tooLarge(_ name: String, _ shape: Shape) -> CheckpointPlanError {
    CheckpointPlanError(
      code: .tooLarge,
      description:
        "tensor \(shown(name)): shape \(shape), one whose bytes can be counted was expected")
  }

  static func format(_ sentence: String) -> CheckpointPlanError {
    CheckpointPlanError(code: .format, description: sentence)
  }
}
