import Initializers
import Networks
import Tensors

/// A recipe in words: rules that are tried in order for each parameter.
///
/// ```yaml
/// name: small
/// version: 1
/// rules:
///   - path: "**.c_proj.weight"
///     initializer: normal:0.02
///     depth: 2
///   - role: [weight, embedding]
///     initializer: normal:0.02
///   - role: normalizationScale
///     initializer: ones
///   - role: [bias, normalizationShift]
///     initializer: zeros
/// ```
/// | key of a rule | meaning |
/// |---|---|
/// | `path` | parts of the name between dots or slashes; `*` for letters of one, `**` for any parts |
/// | `regex` | a regular expression for some stretch of the name, in place of `path` |
/// | `role` | what the parameter is for: `weight`, `residualEnd`, `head`, `bias`, ...; or a list |
/// | `layer` | the kind of layer a weight or bias belongs to: `dense`, `convolution`, ...; or a list |
/// | `place` | where it lies: `inside`, `residualEnd`, `head`; or a list |
/// | `initializer` | as the command line spells it, or `keep` |
/// | `gain` | a factor for the deviation |
/// | `depth` | k divides the deviation by sqrt(k × blocks), blocks counted by the numbers in names, or by the graph where names have none; `{branches: k, blocks: n}` says both |
/// | `layout`, `groups` | the axes of a matrix or a kernel: `pytorch`, `keras` or `jax` |
/// | `fans` | `declared`; `pytorch` or `keras` counts the stored shape as they do; `weight`: of a bias, those of its weight |
/// | `optional` | `true` where the rule may match nothing |
///
/// All conditions of a rule must hold. The first rule that matches decides. A rule that matches
/// nothing and is not optional is an error, as is a parameter that no rule matches; parameters of
/// which nothing says what they are for stay as they are then.
public struct PatternRecipe: Recipe, ParameterwiseRecipe {
  /// Its name.
  public let name: String
  /// Its version.
  public let version: Int
  let rules: [PatternRule]

  /// The law of every parameter.
  ///
  /// - Throws: ``RecipeError`` with code `.rule` where a rule matches nothing or a parameter is
  ///   matched by none, `.axes` where a rule needs axes that nothing says, `.parameter` where a
  ///   parameter cannot be drawn so.
  public func plan(
    for parameters: [ModelParameter]
  ) throws(RecipeError) -> RecipePlan {
    let chosen = try choices(for: parameters)
    var blocks: [Int: [String: Int]] = [:]
    for (number, rule) in rules.enumerated() where rule.depth != nil && rule.depth?.blocks == nil {
      let mine = zip(parameters, chosen).filter { $0.1 == number }.map(\.0.path)
      blocks[number] = BlockCount.blocks(of: mine)
    }
    var entries: [RecipePlan.Entry] = []
    for (parameter, choice) in zip(parameters, chosen) {
      guard let choice else {
        entries.append(.unchanged(parameter))
        continue
      }
      entries.append(try entry(parameter, number: choice, blocks[choice]))
    }
    return RecipePlan(recipe: name, entries: entries)
  }

  /// The parameters that some rule is for.
  func covered(_ parameters: [ModelParameter]) -> [ModelParameter] {
    let matches = rules.map { $0.matches(parameters) }
    return parameters.indices.filter { place in matches.contains { $0[place] } }
      .map { parameters[$0] }
  }

  // The rule of each parameter.
  private func choices(for parameters: [ModelParameter]) throws(RecipeError) -> [Int?] {
    var chosen: [Int?] = parameters.map { _ in nil }
    for (number, rule) in rules.enumerated() {
      let matches = rule.matches(parameters)
      var isUsed = false
      for place in parameters.indices where matches[place] && chosen[place] == nil {
        chosen[place] = number
        isUsed = true
      }
      guard isUsed || rule.isOptional || parameters.isEmpty else {
        throw .rule(
          name, number: number, line: rule.line,
          matches.contains(true)
            ? "all that it matches is matched by rules before it" : "it matches no parameter")
      }
    }
    for (parameter, choice) in zip(parameters, chosen) where choice == nil {
      if case .undeclared = parameter.use { continue }
      throw .unmatched(parameter.path, recipe: name)
    }
    return chosen
  }

  private func entry(
    _ parameter: ModelParameter, number: Int, _ blocks: [String: Int]?
  ) throws(RecipeError) -> RecipePlan.Entry {
    let rule = rules[number]
    guard let plain = rule.initializer else {
      return .init(law: nil, spelling: "as it is", reason: "rule \(number + 1)")
    }
    var (factor, reason) = (rule.gain, "rule \(number + 1)")
    if rule.dependsOnPlace, let place = parameter.place.words {
      reason += ", \(place) by the \(parameter.evidence.rawValue)"
    }
    if let depth = rule.depth {
      guard let (count, source) = Self.count(depth, parameter, blocks) else {
        throw .noBlock(parameter.path, rule: number)
      }
      let product = depth.branches * Double(count)
      guard product > 0 else { throw .noBlock(parameter.path, rule: number) }
      factor /= product.squareRoot()
      reason += ", divided by sqrt(\(depth.branches.plain) × \(count) blocks\(source))"
    }
    guard let initializer = Scaling.scaled(plain, by: factor) else {
      throw .unscalable(parameter.path, plain.name)
    }
    let spec = try axes(of: parameter, rule, number, initializer)
    do {
      let counted = try Counting.initializer(initializer, rule.fans, parameter, spec)
      return try .init(counted, for: spec, reason: reason)
    } catch {
      throw .parameter(parameter.path, error)
    }
  }

  // How many blocks there are, and what says so.
  private static func count(
    _ depth: PatternRule.Depth, _ parameter: ModelParameter, _ blocks: [String: Int]?
  ) -> (count: Int, source: String)? {
    if let said = depth.blocks { return (said, "") }
    if let own = parameter.blocks, !BlockCount.isNumbered(parameter.path) {
      return (own, " by the graph")
    }
    return blocks?[BlockCount.stack(of: parameter.path)?.name ?? ""].map { ($0, " by the names") }
  }

  // The axes that a rule declares, or that are known.
  private func axes(
    of parameter: ModelParameter, _ rule: PatternRule, _ number: Int, _ initializer: any Initializer
  ) throws(RecipeError) -> ParameterSpec {
    if let layout = rule.layout, parameter.shape.rank > 1 {
      do {
        return try ParameterSpec.stored(
          parameter.shape.lengths, layout: layout, groups: rule.groups)
      } catch {
        throw .parameter(parameter.path, error)
      }
    }
    guard parameter.spec == nil, parameter.shape.rank > 1, Counting.needsAxes(initializer) else {
      return parameter.drawnSpec
    }
    throw .noAxes(parameter.path, parameter.shape, initializer.name, rule: number)
  }
}

extension Double {
  /// As a person writes it.
  var plain: String { self == rounded() && abs(self) < 1e15 ? "\(Int(self))" : "\(self)" }
}
