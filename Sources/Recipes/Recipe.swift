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
