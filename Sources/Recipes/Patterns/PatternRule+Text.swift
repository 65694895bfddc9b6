import Initializers
import Networks

extension PatternRule {
  private static let keys = [
    "path", "regex", "role", "layer", "place", "initializer", "gain", "depth", "layout", "groups",
    "fans", "optional",
  ]

  /// The rule that a value in a text describes.
  ///
  /// - Throws: ``RecipeTextError``.
  init(_ value: DescribedValue) throws(RecipeTextError) {
    let keys = try RecipeKeys(value, of: "rule", Self.keys)
    line = value.place.line
    path = try Self.path(keys)
    roles = try keys.words("role", RuleRole.self)
    layers = try keys.words("layer", WeightUse.Layer.self)
    places = try keys.words("place", ModelParameter.Place.self)
    guard path != nil || roles != nil || layers != nil || places != nil else {
      throw RecipeTextError(
        value.place, "rule: no condition, one of path, regex, role, layer or place was expected")
    }
    initializer = try Self.initializer(keys)
    gain = try keys.positive("gain") ?? 1
    depth = try Self.depth(keys)
    for key in ["gain", "depth"] where keys.values[key] != nil {
      guard let initializer, Scaling.scaled(initializer, by: 0.5) != nil else {
        throw keys.wrong(
          key,
          "an initializer whose deviation it can multiply was expected: normal, truncatedNormal, "
            + "uniform, orthogonal, deltaOrthogonal or one that counts fans")
      }
    }
    layout = try keys.words("layout", Layout.self)?.first
    groups = try keys.count("groups") ?? 1
    if groups > 1, layout == nil {
      throw keys.wrong("groups", "a layout beside it was expected")
    }
    fans = try keys.words("fans", Fans.self)?.first ?? .declared
    if fans != .declared, !(initializer is VarianceScaling) {
      throw keys.wrong("fans", "an initializer that counts fans was expected")
    }
    isOptional = try keys.isTrue("optional")
  }

  private static func path(_ keys: RecipeKeys) throws(RecipeTextError) -> PathPattern? {
    if keys.values["path"] != nil, keys.values["regex"] != nil {
      throw keys.wrong("regex", "one of path and regex was expected")
    }
    for key in ["path", "regex"] where keys.values[key] != nil {
      let text = try keys.text(key, "a pattern")
      guard 1...PathPattern.lengthLimit ~= text.utf8.count else {
        throw keys.wrong(key, "1 to \(PathPattern.lengthLimit) bytes were expected")
      }
      if key == "path" { return PathPattern(glob: text) }
      guard let pattern = PathPattern(expression: text) else {
        throw keys.wrong(key, "a regular expression was expected")
      }
      return pattern
    }
    return nil
  }

  private static func initializer(
    _ keys: RecipeKeys
  ) throws(RecipeTextError) -> (any Initializer)? {
    let spelled = try keys.text(
      "initializer", "an initializer such as glorotUniform or normal:0.02, or keep,")
    if spelled == "keep" { return nil }
    do {
      return try InitializerCatalog.initializer(spelled: spelled)
    } catch {
      throw RecipeTextError(keys.values["initializer"]?.place, "rule: \(error)")
    }
  }

  private static func depth(_ keys: RecipeKeys) throws(RecipeTextError) -> Depth? {
    guard let value = keys.values["depth"] else { return nil }
    guard case .entries = value.content else {
      return try keys.positive("depth").map { Depth(branches: $0, blocks: nil) }
    }
    let inner = try RecipeKeys(value, of: "depth", ["branches", "blocks"])
    return Depth(branches: try inner.positive("branches") ?? 1, blocks: try inner.count("blocks"))
  }
}
