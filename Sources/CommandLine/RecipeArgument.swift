import Foundation
import Xavier

/// The recipe that a command line names: one that the package knows, or a file of rules.
enum RecipeArgument {
  /// The recipe.
  static func recipe(_ text: String) throws -> any Recipe {
    guard text.hasSuffix(".yaml") || text.hasSuffix(".yml") else {
      return try RecipeCatalog.recipe(spelled: text)
    }
    return try PatternRecipe(contentsOf: text)
  }
}
