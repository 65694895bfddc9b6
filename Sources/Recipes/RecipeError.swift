import Initializers
import Networks

/// A mistake in what was asked of a recipe.
public struct RecipeError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of mistake it is.
  public struct Code: Sendable, Hashable {
    private enum Value { case name, parameter, network, data }
    private let value: Value
    /// No recipe has this name.
    public static let name = Code(value: .name)
    /// A parameter cannot be drawn so.
    public static let parameter = Code(value: .parameter)
    /// The network does not take such inputs.
    public static let network = Code(value: .network)
    /// The examples say nothing about scales: they are all alike, all zero or not finite.
    public static let data = Code(value: .data)
  }

  /// What kind of mistake it is.
  public let code: Code
  /// What is wrong and what was expected.
  public let description: String

  init(code: Code, description: String) {
    self.code = code
    self.description = description
  }

  static func unknown(_ name: String, nearest: String?) -> RecipeError {
    let guess = nearest.map { "did you mean \($0)? " } ?? ""
    let own = RecipeCatalog.entries.map(\.name).joined(separator: ", ")
    return RecipeError(
      code: .name,
      description: "recipe \(name): not known, \(guess)one of \(own) or the "
        + "\(InitializerCatalog.names.count) initializers that 'xavier explain' lists was "
        + "expected")
  }

  static func spelling(_ error: InitializerError) -> RecipeError {
    RecipeError(code: .name, description: error.description)
  }

  static func surplusArgument(_ spelled: String, name: String) -> RecipeError {
    RecipeError(
      code: .name,
      description: "recipe \(spelled): \(name) without an argument was expected")
  }

  static func parameter(_ path: String, _ error: InitializerError) -> RecipeError {
    RecipeError(code: .parameter, description: "\(path): \(error)")
  }

  static func inputs(secondMoment: Double) -> RecipeError {
    RecipeError(
      code: .data,
      description: "inputs: mean square \(secondMoment), a finite number above 0 was expected")
  }

  static func network(_ error: NetworkError) -> RecipeError {
    RecipeError(code: .network, description: error.description)
  }

  static func examples(_ sentence: String) -> RecipeError {
    RecipeError(code: .data, description: "examples: \(sentence)")
  }

  static func notFinite(_ layer: String) -> RecipeError {
    RecipeError(
      code: .data,
      description: "layer \(layer): numbers that are not finite on the examples, finite ones were "
        + "expected")
  }

  static func dead(_ layer: String) -> RecipeError {
    RecipeError(
      code: .data,
      description: "layer \(layer): one number and no other on all examples, outputs that differ "
        + "were expected")
  }
}
