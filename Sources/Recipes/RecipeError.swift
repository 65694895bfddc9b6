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
}
