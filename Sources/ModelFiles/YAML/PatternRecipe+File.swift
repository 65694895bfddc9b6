import Recipes

extension PatternRecipe {
  /// The recipe that a file describes in YAML.
  ///
  /// - Throws: ``ModelFileError`` where the file cannot be read, is too long or is not UTF-8; `RecipeError`
  ///   where it describes no recipe, with the line.
  public init(contentsOf path: String) throws {
    try self.init(yaml: YAMLFile.text(of: path), name: path)
  }
}
