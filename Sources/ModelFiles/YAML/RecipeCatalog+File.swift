import Recipes

extension RecipeCatalog {
  /// The recipe that a user names: one that the package knows, or a file of rules (`.yaml`, `.yml`).
  ///
  /// - Throws: `RecipeError` as ``RecipeCatalog/recipe(spelled:)`` does; ``ModelFileError`` where the
  ///   file cannot be read.
  public static func recipe(named text: String) throws -> any Recipe {
    guard isFile(text) else { return try recipe(spelled: text) }
    return try PatternRecipe(contentsOf: text)
  }

  /// Whether ``recipe(named:)`` takes the text for a file's name.
  public static func isFile(_ text: String) -> Bool {
    text.hasSuffix(".yaml") || text.hasSuffix(".yml")
  }
}
