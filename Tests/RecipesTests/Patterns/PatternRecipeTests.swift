import Initializers
import Recipes
import Tensors
import Testing

@Suite("Recipes in words")
struct PatternRecipeTests {
  private static let tensors: [(name: String, shape: Shape)] = [
    ("h.0.mlp.fc1.weight", [99, 35]), ("h.0.mlp.fc1.bias", [99]), ("h.0.mlp.fc2.weight", [35, 99]),
    ("h.1.mlp.fc1.weight", [99, 35]), ("h.1.mlp.fc1.bias", [99]), ("h.1.mlp.fc2.weight", [35, 99]),
    ("ln.weight", [35]), ("ln.bias", [35]), ("mystery", [4, 6]),
  ]
  private static let named = NamedParameters(tensors, layout: nil)

  private func laws(_ text: String) throws -> [String: String] {
    let plan = try PatternRecipe(yaml: text, name: "r").plan(for: Self.named.parameters)
    return Dictionary(
      uniqueKeysWithValues: zip(Self.tensors, plan.entries).map { ($0.name, $1.spelling) })
  }

  private static let head = "name: r\nrules:\n"
  private static let rest = """
      - {role: [weight, embedding], initializer: heNormal}
      - {role: normalizationScale, initializer: ones}
      - {role: [bias, normalizationShift], initializer: zeros}

    """

  @Test("give each parameter what the first rule that matches says")
  func order() throws {
    let found = try laws(
      Self.head + "  - {path: \"**.fc2.weight\", initializer: \"normal:0.5\", depth: 2}\n"
        + "  - {regex: \"^h.1.*fc1.w\", initializer: glorotUniform, gain: 2}\n" + Self.rest)
    // 0.5 / sqrt(2 × 2 blocks)
    #expect(found["h.0.mlp.fc2.weight"] == "normal:0.25")
    #expect(found["h.1.mlp.fc2.weight"] == "normal:0.25")
    #expect(found["h.0.mlp.fc1.weight"] == "heNormal")
    #expect(found["h.1.mlp.fc1.weight"]?.hasPrefix("varianceScaling:4,") == true)
    #expect(found["h.0.mlp.fc1.bias"] == "zeros")
    #expect(found["ln.weight"] == "ones")
    #expect(found["ln.bias"] == "zeros")
    #expect(found["mystery"] == "as it is")
  }

  @Test("take blocks as given, places and layers as known, and keep what they are told to")
  func conditions() throws {
    let found = try laws(
      Self.head
        + "  - {role: residualEnd, initializer: \"normal:1\", depth: {branches: 1, blocks: 16}}\n"
        + "  - {layer: dense, role: bias, initializer: standardUniform, fans: weight}\n"
        + "  - {path: \"ln.*\", initializer: keep}\n" + "  - {path: mystery, layout: keras, "
        + "initializer: heNormal}\n  - {role: weight, initializer: lecunNormal}\n")
    #expect(found["h.0.mlp.fc2.weight"] == "normal:0.25")
    // U(±1 / sqrt(35)), as PyTorch starts the bias of a map from 35 units.
    let bound = try #require(
      found["h.0.mlp.fc1.bias"].flatMap { Double($0.dropFirst("uniform:".count)) })
    #expect(abs(bound - 0.16903085094570330) < 1e-15)
    #expect(found["ln.weight"] == "as it is")
    #expect(found["mystery"] == "heNormal")
    #expect(found["h.1.mlp.fc1.weight"] == "lecunNormal")
  }

  @Test("count the stored shape of a grouped kernel where they say so")
  func fans() throws {
    let tensors: [(name: String, shape: Shape)] = [
      ("b.conv1.weight", [128, 64, 1, 1]), ("b.conv2.weight", [128, 4, 3, 3]),
    ]
    let named = NamedParameters(tensors, layout: nil)
    func variance(_ fans: String) throws -> Double {
      let recipe = try PatternRecipe(
        yaml: Self.head + "  - {role: weight, initializer: \"varianceScaling:2,fanOut,normal\", "
          + "fans: \(fans)}\n", name: "r")
      let law = try #require(try recipe.plan(for: named.parameters).entries[1].law)
      return law.variance(of: try #require(named.parameters[1].spec))
    }
    // 4 outputs a group and 9 positions; PyTorch counts the outputs of all 32 groups.
    #expect(abs(try variance("declared") * 36 / 2 - 1) < 1e-12)
    #expect(abs(try variance("pytorch") * 1152 / 2 - 1) < 1e-12)
  }

  @Test(
    "match parts of names",
    arguments: [
      ("a.b.c", "a.b.c", true), ("a.*.c", "a.b.c", true), ("a.*", "a.b.c", false),
      ("**", "a.b.c", true), ("**.c", "a.b.c", true), ("a.**.c", "a.c", true),
      ("a.**.b.**.c", "a.x.b.c", true), ("a.**.b.**.c", "a.x.c", false), ("**.c*", "a.conv", true),
      ("*v*.w", "conv1.w", true), ("*v*x.w", "conv1.w", false), ("a/b", "a.b", true),
      ("A.b", "a.b", false), ("**.**", "a", true),
    ])
  func globs(_ pattern: String, _ path: String, _ matches: Bool) throws {
    let recipe = try PatternRecipe(
      yaml: Self.head + "  - {path: \"\(pattern)\", initializer: zeros, optional: true}\n"
        + "  - {path: \"**\", initializer: ones, optional: true}\n", name: "r")
    let named = NamedParameters([(path, [3])], layout: nil)
    let plan = try recipe.plan(for: named.parameters)
    #expect(plan.entries[0].spelling == (matches ? "zeros" : "ones"))
  }

  struct Refusal: Sendable {
    let text, sentence: String
    init(_ text: String, _ sentence: String) {
      self.text = text
      self.sentence = sentence
    }
  }

  private static func rule(_ text: String) -> String { head + "  - \(text)" }

  private static let refused: [Refusal] = [
    Refusal("", "r: no YAML, a recipe was expected"),
    Refusal(
      "rules: [",
      """
      r: line 2, column 1: did not find expected node content, well-formed YAML was \
      expected
      """),
    Refusal(
      "- a",
      """
      r: line 1, column 1: recipe: a list, keys such as name and rules were expected
      """),
    Refusal("rules: []", "r: line 1, column 1: recipe: name left out, a name was expected"),
    Refusal(
      "name: r\nrules: []",
      """
      r: line 2, column 8: recipe: rules an empty list, a list of rules was expected
      """),
    Refusal("name: r", "r: line 1, column 1: recipe: rules left out, a list of rules was expected"),
    Refusal(
      "name: r\nversion: 0\nrules: []",
      """
      r: line 2, column 10: recipe: version 0, a whole number from 1 to 1000000 was \
      expected
      """),
    Refusal(
      rule("{pth: a, initializer: zeros}"),
      """
      r: line 3, column 6: rule: key pth: not known, did you mean path? one of path, \
      regex, role, layer, place, initializer, gain, depth, layout, groups, fans, \
      optional was expected
      """),
    Refusal(
      rule("{initializer: zeros}"),
      """
      r: line 3, column 5: rule: no condition, one of path, regex, role, layer or \
      place was expected
      """),
    Refusal(
      rule("{role: weigth, initializer: zeros}"),
      """
      r: line 3, column 12: rule: role weigth: not known, did you mean weight? one \
      of weight, residualEnd, head, recurrentWeight, bias, recurrentBias, embedding, \
      normalizationScale, normalizationShift, runningMean, runningVariance, slope \
      was expected
      """),
    Refusal(
      rule("{role: weight}"),
      """
      r: line 3, column 5: rule: initializer left out, an initializer such as \
      glorotUniform or normal:0.02, or keep, was expected
      """),
    Refusal(
      rule("{role: weight, initializer: glorotUnifrom}"),
      """
      r: line 3, column 33: rule: recipe glorotUnifrom: not known, did you mean \
      glorotUniform? 
      """),
    Refusal(
      rule("{role: weight, initializer: zeros, gain: 2}"),
      """
      r: line 3, column 46: rule: gain 2, an initializer whose deviation it can \
      multiply was expected: normal, truncatedNormal, uniform, orthogonal, \
      deltaOrthogonal or one that counts fans
      """),
    Refusal(
      rule("{role: weight, initializer: heNormal, depth: -1}"),
      "r: line 3, column 50: rule: depth -1, a finite number above 0 was expected"),
    Refusal(
      rule("{role: weight, initializer: heNormal, groups: 2}"),
      "r: line 3, column 51: rule: groups 2, a layout beside it was expected"),
    Refusal(
      rule("{role: weight, initializer: zeros, fans: pytorch}"),
      """
      r: line 3, column 46: rule: fans pytorch, an initializer that counts fans was \
      expected
      """),
    Refusal(
      rule("{regex: \"(\", initializer: zeros}"),
      "r: line 3, column 13: rule: regex '(', a regular expression was expected"),
    Refusal(
      rule("{path: a, regex: a, initializer: zeros}"),
      "r: line 3, column 22: rule: regex a, one of path and regex was expected"),
    Refusal(
      rule("{path: **.w, initializer: zeros}"),
      "r: line 3, column 12: an alias, the value itself was expected"),
  ]

  @Test("are refused in one sentence with the line and column", arguments: refused)
  func refusals(_ refusal: Refusal) {
    let error = #expect(throws: RecipeError.self) {
      _ = try PatternRecipe(yaml: refusal.text, name: "r")
    }
    #expect(error?.code == .text)
    let sentence = refusal.sentence
    // The list of all initializers is long.
    if sentence.hasSuffix("? ") {
      #expect(error?.description.hasPrefix(sentence) == true, "\(String(describing: error))")
    } else {
      #expect(error?.description == sentence)
    }
  }

  @Test("say which rule matches nothing, which parameter no rule, and what lacks axes or a block")
  func unmatched() {
    func sentence(_ rules: String) -> String? {
      let error = #expect(throws: RecipeError.self) { _ = try laws(Self.head + rules) }
      return error?.description
    }
    #expect(
      sentence("  - {path: \"**.fc3.weight\", initializer: zeros}\n" + Self.rest)
        == "recipe r: rule 1 in line 3: it matches no parameter, a parameter of its own or "
        + "'optional: true' was expected")
    #expect(
      sentence(Self.rest + "  - {path: \"ln.*\", initializer: zeros}\n")
        == "recipe r: rule 4 in line 6: all that it matches is matched by rules before it, a "
        + "parameter of its own or 'optional: true' was expected")
    #expect(
      sentence("  - {role: weight, initializer: zeros}\n")
        == "h.0.mlp.fc1.bias: no rule of recipe r matches it, one that does was expected")
    #expect(
      sentence("  - {path: mystery, initializer: heNormal}\n" + Self.rest)
        == "mystery: 4×6 numbers whose axes nothing says, a layout in rule 1 was expected, for "
        + "heNormal counts them")
    #expect(
      sentence("  - {path: mystery, initializer: \"normal:1\", depth: 2}\n" + Self.rest)
        == "mystery: no number of a block in its name, one by which rule 1 can count the depth or "
        + "'blocks' there was expected")
  }

  @Test("settle what names leave open")
  func settled() throws {
    #expect(throws: RecipeError.self) {
      try Self.named.check(for: try RecipeCatalog.recipe(spelled: "heNormal"))
    }
    #expect(throws: RecipeError.self) {
      try Self.named.check(for: try RecipeCatalog.recipe(spelled: "gpt2"))
    }
    let recipe = try PatternRecipe(
      yaml: Self.head + "  - {path: mystery, initializer: \"normal:1\"}\n" + Self.rest, name: "r")
    try Self.named.check(for: recipe)
  }
}
