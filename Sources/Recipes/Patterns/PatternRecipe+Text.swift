import Networks
import YAMLTexts

extension PatternRecipe {
  /// The recipe that a YAML text describes.
  ///
  /// - Parameters:
  ///   - text: the text, at most 256 KiB.
  ///   - name: what errors call it, such as the file's name.
  /// - Throws: ``RecipeError`` with code `.text`, naming the line and column.
  public init(yaml text: String, name: String) throws(RecipeError) {
    do {
      try self.init(text: text)
    } catch {
      throw RecipeError(code: .text, description: "\(error.subject(in: name)): \(error.detail)")
    }
  }

  /// The recipe that a YAML text describes.
  ///
  /// - Throws: ``RecipeTextError``.
  package init(text: String) throws(RecipeTextError) {
    let value: DescribedValue
    do {
      value = try YAMLText.value(of: text, expected: "a recipe")
    } catch {
      throw RecipeTextError(error)
    }
    try self.init(value)
  }

  private init(_ value: DescribedValue) throws(RecipeTextError) {
    let keys = try RecipeKeys(value, of: "recipe", ["name", "version", "rules"])
    name = try keys.text("name", "a name")
    guard !name.isEmpty else { throw keys.wrong("name", "a name was expected") }
    version = try keys.count("version") ?? 1
    guard let list = keys.values["rules"], case .list(let items) = list.content, !items.isEmpty
    else {
      throw RecipeTextError(
        keys.values["rules"]?.place ?? value.place,
        "recipe: rules \(keys.values["rules"]?.kind ?? "left out"), a list of rules was expected")
    }
    guard items.count <= Self.ruleLimit else {
      throw RecipeTextError(
        list.place,
        "recipe: \(items.count) rules, at most \(Self.ruleLimit) were expected")
    }
    var rules: [PatternRule] = []
    for item in items { rules.append(try PatternRule(item)) }
    self.rules = rules
  }

  /// The most rules of a recipe.
  static let ruleLimit = 1000
}
