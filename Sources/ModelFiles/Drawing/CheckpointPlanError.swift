import Initializers
import Tensors

/// Why a checkpoint cannot be drawn as asked.
public struct CheckpointPlanError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of reason it is.
  public struct Code: Sendable, Hashable {
    private enum Value { case undrawable, elementType, tooLarge, format, unmatched, unheld }
    private let value: Value
    /// Nothing says what draws a tensor, and no template has numbers for it.
    public static let undrawable = Code(value: .undrawable)
    /// The element type cannot hold a law.
    public static let elementType = Code(value: .elementType)
    /// A tensor's bytes cannot be counted.
    public static let tooLarge = Code(value: .tooLarge)
    /// The format cannot hold the tensors.
    public static let format = Code(value: .format)
    /// A checkpoint's tensor is not among those of the model it should be like, or could be several.
    public static let unmatched = Code(value: .unmatched)
    /// A model holds its weights where they cannot be written.
    public static let unheld = Code(value: .unheld)
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

  static func unheld(_ names: [String], in model: String) -> CheckpointPlanError {
    let first = names.prefix(3).map { shown($0) }.joined(separator: ", ")
    return CheckpointPlanError(
      code: .unheld,
      description:
        "\(model): weights that nodes compute from one number, \(first)\(names.count > 3 ? ", …" : ""); "
        + "weights whose numbers lie in the file were expected")
  }

  static func format(_ sentence: String) -> CheckpointPlanError {
    CheckpointPlanError(code: .format, description: sentence)
  }
}

// Sentences about tensors that a model holds nowhere, or at more than one place.

extension CheckpointPlanError {
  static func unmatched(
    _ number: Int, of state: Checkpoint, _ modules: [RecurrentModule], in model: String
  ) -> CheckpointPlanError {
    let entry = state.entries[number]
    let module = modules.first { $0.tensors.values.contains(number) }
    if module?.tensors[.projection] != nil {
      return unmatched(
        entry.name, entry.shape,
        "of an LSTM that projects its state (proj_size), which ONNX's LSTM does not; a module without "
          + "was expected")
    }
    if module != nil {
      return unmatched(
        entry.name, entry.shape,
        "of a recurrent layer whose numbers \(model) does not hold, neither as they are nor as gates of "
          + "an LSTM, GRU or RNN; a model exported from this checkpoint was expected")
    }
    guard state.entries.contains(where: { $0.name.hasSuffix("running_var") }) else {
      return unmatched(entry.name, entry.shape, in: model)
    }
    return unmatched(
      entry.name, entry.shape,
      "numbers that \(model) does not hold, in any order of axes; a model exported from this checkpoint, "
        + "without folding batch normalizations, was expected")
  }

  static func unmatched(_ name: String, _ shape: Shape, in model: String) -> CheckpointPlanError {
    unmatched(
      name, shape,
      "numbers that \(model) does not hold, in any order of axes; a model exported from this checkpoint "
        + "was expected")
  }

  static func equal(
    _ name: String, _ shape: Shape, _ candidates: [String], in model: String
  ) -> CheckpointPlanError {
    let names = candidates.prefix(3).map { shown($0) }.joined(separator: ", ")
    return unmatched(
      name, shape,
      "all elements are one number, as are those of \(names)\(candidates.count > 3 ? ", …" : "") of "
        + "\(model), which get different laws; a checkpoint whose elements differ, such as a trained "
        + "one, was expected")
  }

  static func merged(
    _ name: String, _ shape: Shape, with other: String, in model: String
  ) -> CheckpointPlanError {
    unmatched(
      name, shape,
      "all elements are one number, and \(model) has one tensor for it and for \(shown(other)); a "
        + "checkpoint whose elements differ, such as a trained one, was expected")
  }

  static func split(
    _ name: String, _ shape: Shape, _ tensors: [String], in model: String
  ) -> CheckpointPlanError {
    unmatched(
      name, shape,
      "\(model) holds its numbers twice, as \(tensors.map { shown($0) }.joined(separator: " and ")), which get "
        + "different laws; a model exported with do_constant_folding=False, which leaves a tied weight one, "
        + "was expected")
  }

  private static func unmatched(
    _ name: String, _ shape: Shape, _ sentence: String
  ) -> CheckpointPlanError {
    CheckpointPlanError(
      code: .unmatched, description: "tensor \(shown(name)), \(shape): \(sentence)")
  }
}
