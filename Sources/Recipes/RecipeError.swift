import Initializers
import Networks
import Tensors

/// A mistake in what was asked of a recipe.
public struct RecipeError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of mistake it is.
  public struct Code: Sendable, Hashable {
    private enum Value { case name, parameter, network, data, graph, axes, text, rule, file }
    private let value: Value
    /// No recipe has this name.
    public static let name = Code(value: .name)
    /// A parameter cannot be drawn so.
    public static let parameter = Code(value: .parameter)
    /// The network does not take such inputs.
    public static let network = Code(value: .network)
    /// The examples say nothing about scales: they are all alike, all zero or not finite.
    public static let data = Code(value: .data)
    /// The recipe needs the graph of a network, and the model has none.
    public static let graph = Code(value: .graph)
    /// Nothing says what the axes of a parameter are.
    public static let axes = Code(value: .axes)
    /// A text is no recipe.
    public static let text = Code(value: .text)
    /// A rule matches nothing, or a parameter is matched by none.
    public static let rule = Code(value: .rule)
    /// The file of a recipe cannot be read.
    public static let file = Code(value: .file)
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

  static func deviations(_ spelled: String) -> RecipeError {
    RecipeError(
      code: .name,
      description: "recipe \(spelled): sigma:W,B was expected, the deviations of weights times "
        + "sqrt(fan in) and of biases, numbers from 0 to 1000")
  }

  static func biasDeviation(_ found: Double) -> RecipeError {
    RecipeError(
      code: .name,
      description: "biases: a deviation of \(found.plain), a number from 0 to 1000 was expected")
  }

  static func surplusArgument(_ spelled: String, name: String) -> RecipeError {
    RecipeError(
      code: .name,
      description: "recipe \(spelled): \(name) without an argument was expected")
  }

  static func parameter(_ path: String, _ error: InitializerError) -> RecipeError {
    RecipeError(code: .parameter, description: "\(path): \(error)")
  }

  static func needsGraph(_ name: String) -> RecipeError {
    RecipeError(
      code: .graph,
      description: "recipe \(name): a model without a graph, an ONNX model or a network was "
        + "expected; or a recipe that reads names, such as pytorch or glorotUniform")
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

// Sentences about recipes in words.

extension RecipeError {
  static func rule(_ recipe: String, number: Int, line: Int, _ what: String) -> RecipeError {
    RecipeError(
      code: .rule,
      description: "recipe \(recipe): rule \(number + 1) in line \(line): \(what), a parameter of "
        + "its own or 'optional: true' was expected")
  }

  static func unmatched(_ path: String, recipe: String) -> RecipeError {
    RecipeError(
      code: .rule,
      description: "\(path.shown): no rule of recipe \(recipe) matches it, one that does was "
        + "expected")
  }

  static func noBlock(_ path: String, rule: Int) -> RecipeError {
    RecipeError(
      code: .rule,
      description: "\(path.shown): no number of a block in its name, one by which rule "
        + "\(rule + 1) can count the depth or 'blocks' there was expected")
  }

  static func unscalable(_ path: String, _ initializer: String) -> RecipeError {
    RecipeError(
      code: .parameter,
      description: "\(path.shown): \(initializer) times a gain is out of range, a finite "
        + "deviation was expected")
  }

  static func noAxes(
    _ path: String, _ shape: Shape, _ initializer: String, rule: Int
  ) -> RecipeError {
    RecipeError(
      code: .axes,
      description: "\(path.shown): \(shape) numbers whose axes nothing says, a layout in rule "
        + "\(rule + 1) was expected, for \(initializer) counts them")
  }
}
