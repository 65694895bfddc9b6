import Recipes
import YAMLTexts

extension PatternRecipe {
  /// The recipe that a file describes in YAML.
  ///
  /// - Throws: ``ModelFileError`` where the file cannot be read, is too long or is not UTF-8; `RecipeError`
  ///   where it describes no recipe, with the line.
  public init(contentsOf path: String) throws {
    let bytes = try MappedFile.bytes(of: path)
    guard bytes.count <= YAMLText.sizeLimit else {
      throw ModelFileError(
        .tooLarge, path,
        "\(bytes.count) bytes of YAML, at most \(YAMLText.sizeLimit) were expected")
    }
    guard let text = String(validating: bytes.array, as: UTF8.self) else {
      throw ModelFileError(.encoding, path, "bytes that are not UTF-8, a text was expected")
    }
    try self.init(yaml: text, name: path)
  }
}
