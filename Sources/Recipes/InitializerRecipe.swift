import Initializers
import Networks
import Tensors

/// One initializer for all weights, zeros for biases and ones for the factors of normalizations.
public struct InitializerRecipe: Recipe {
  /// What draws the weights.
  public let initializer: any Initializer

  /// The recipe of an initializer.
  public init(_ initializer: any Initializer) { self.initializer = initializer }

  /// The initializer's name.
  public var name: String { initializer.name }

  /// The law that the initializer gives every weight, embedding and recurrent weight.
  ///
  /// - Throws: ``RecipeError`` with code `.parameter` where it cannot draw one.
  public func plan(
    for network: Network, _ context: RecipeContext
  ) throws(RecipeError) -> RecipePlan {
    var entries: [RecipePlan.Entry] = []
    for parameter in network.withFreshVectors().parameters {
      if let spec = parameter.spec, spec.role == .weight {
        do {
          let law = try initializer.law(for: spec)
          try law.check(.float32, for: spec)
          entries.append(.init(law: law, spelling: name, reason: "the recipe's initializer"))
        } catch {
          throw .parameter(parameter.path, error)
        }
      } else {
        entries.append(.init(law: parameter.law, spelling: "as it is", reason: "no weight"))
      }
    }
    return RecipePlan(recipe: name, entries: entries)
  }
}
