import Networks
import Operators

/// Which law each parameter of a network gets.
public protocol Recipe: Sendable {
  /// How the command line spells it: `auto`, `pytorch`, `heNormal`.
  var name: String { get }

  /// The law of every parameter, with the reason for it.
  ///
  /// - Throws: ``RecipeError``.
  func plan(for network: Network, _ context: RecipeContext) throws(RecipeError) -> RecipePlan

  /// The law of every parameter of a model of which nothing but the parameters is known, with the
  /// reason for it.
  ///
  /// - Throws: ``RecipeError``, with code `.graph` where the recipe needs the graph of the network.
  func plan(for parameters: [ModelParameter]) throws(RecipeError) -> RecipePlan
}

extension Recipe {
  /// Refuses: what does not say otherwise needs the graph of the network.
  ///
  /// - Throws: ``RecipeError`` with code `.graph`.
  public func plan(for parameters: [ModelParameter]) throws(RecipeError) -> RecipePlan {
    throw .needsGraph(name)
  }
}

/// A recipe that looks at each parameter by itself.
protocol ParameterwiseRecipe: Recipe {}

extension ParameterwiseRecipe {
  /// The law of every parameter, with the reason for it.
  ///
  /// - Throws: ``RecipeError`` as ``Recipe/plan(for:)`` does.
  public func plan(
    for network: Network, _ context: RecipeContext
  ) throws(RecipeError) -> RecipePlan {
    try plan(for: network.modelParameters)
  }
}

/// What a recipe may know of the data.
public struct RecipeContext: Sendable {
  /// The moments of the inputs.
  public var input: InputMoments
  /// The number of examples in a batch.
  public var batch: Int

  /// Data with the given moments; by default standardized.
  public init(input: InputMoments = .standardized, batch: Int = 32) {
    self.input = input
    self.batch = batch
  }
}
