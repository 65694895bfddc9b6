import Foundation
import Xavier

/// What the command line of `xavier init` asks for: the model, its parameters and what draws each.
struct DrawingArguments {
  /// What is to be written.
  let plan: CheckpointPlan
  /// The recipe's name.
  let recipe: String
  /// The model's file, where it is ONNX.
  let onnx: ONNXModel?
  /// The checkpoint whose names and shapes are taken.
  let template: Checkpoint?
  /// What was assumed, and what no weights can mend.
  let remarks: [String]

  init(_ verb: InitVerb, _ model: String) throws {
    var options = DrawOptions()
    options.seed = verb.seed
    options.type = try verb.dtype.map(Self.type)
    if let pattern = verb.only { options.isDrawn = try Self.matcher(pattern) }
    let source = try ModelSource(verb, model)
    onnx = source.onnx
    template = source.template
    // The family's recipe of a model that names its own deviation has that one.
    let named = verb.recipe.map { $0 == source.ownRecipe?.name } ?? true
    let chosen = try (named ? source.ownRecipe : nil) ?? Self.recipe(verb.recipe ?? "auto")
    recipe = chosen.name
    let laws = try source.plan(by: chosen, isDrawn: options.isDrawn)
    let written = source.like ?? source.template
    let names = written?.entries.map(\.name) ?? source.parameters.map(\.path)
    if let pattern = verb.only, !names.contains(where: options.isDrawn) {
      throw Usage(
        "--only: \(pattern), which none of \(names.count) names matches, one that some do")
    }
    var plan: CheckpointPlan
    if let like = source.like, let onnx {
      plan = try CheckpointPlan(source.parameters, laws, model: onnx, like: like, options)
    } else if let configuration = source.configuration {
      plan = try CheckpointPlan(configuration, laws, options)
    } else {
      plan = try CheckpointPlan(source.parameters, laws, template: source.template, options)
    }
    plan.metadata["xavier.model"] = model.split(separator: "/").last.map(String.init) ?? model
    if source.network != nil, onnx == nil {
      // The builder's layers store weights as Keras does.
      plan.metadata["xavier.layout"] = Layout.keras.rawValue
    }
    self.plan = plan
    remarks =
      source.remarks + Self.kept(plan, isDrawn: options.isDrawn) + Self.unheld(plan) + laws.limits
  }

  /// Which parameters keep their numbers because the file has no place for others.
  private static func unheld(_ plan: CheckpointPlan) -> [String] {
    let names = plan.unheld
    guard !names.isEmpty else { return [] }
    let shown = names.prefix(3).joined(separator: ", ") + (names.count > 3 ? ", …" : "")
    return [
      "\(Numbers.counted(names.count, "weight")) \(names.count == 1 ? "keeps its" : "keep their") "
        + "numbers, which nodes compute from one number: \(shown)"
    ]
  }

  /// Which floats keep the numbers of the model although they were to be drawn.
  private static func kept(_ plan: CheckpointPlan, isDrawn: (String) -> Bool) -> [String] {
    let tensors = plan.tensors.filter { $0.path == nil && $0.type.isFloat && isDrawn($0.name) }
    let isUnused: (PlannedTensor) -> Bool = { $0.reason == CheckpointPlan.notUsed }
    return [
      (tensors.filter { !isUnused($0) }, "as the recipe has no law for them"),
      (tensors.filter(isUnused), "as the network that was opened does not use them"),
    ].compactMap { tensors, reason in
      guard !tensors.isEmpty else { return nil }
      let names =
        tensors.prefix(3).map(\.name).joined(separator: ", ") + (tensors.count > 3 ? ", …" : "")
      return
        "\(Numbers.counted(tensors.count, "tensor")) of floats \(tensors.count == 1 ? "keeps its" : "keep their") "
        + "numbers, \(reason): \(names)"
    }
  }

  private static func recipe(_ text: String) throws -> any Recipe {
    if RecipeCatalog.entries.contains(where: { $0.name == text && $0.needsExamples }) {
      throw Usage("--recipe: \(text), which needs examples, a recipe that needs none")
    }
    return try RecipeCatalog.recipe(named: text)
  }

  private static func type(_ text: String) throws -> ElementType {
    let names = ["float32": "f32", "float16": "f16", "bfloat16": "bf16", "float64": "f64"]
    guard let type = ElementType(rawValue: names[text] ?? text) else {
      throw Usage(unknown: "--dtype", text, among: ElementType.allCases.map { $0.rawValue })
    }
    return type
  }

  private static func matcher(_ pattern: String) throws -> @Sendable (String) -> Bool {
    let expression: NSRegularExpression
    do {
      expression = try NSRegularExpression(pattern: pattern)
    } catch {
      throw Usage("--only: \(pattern), a regular expression")
    }
    let found = UncheckedExpression(expression: expression)
    return { found.matches($0) }
  }
}

// A regular expression does not change once it is made.
private struct UncheckedExpression: @unchecked Sendable {
  let expression: NSRegularExpression

  /// Whether it matches the whole of a text.
  func matches(_ text: String) -> Bool {
    let whole = NSRange(text.startIndex..., in: text)
    return expression.firstMatch(in: text, range: whole).map { $0.range == whole } ?? false
  }
}
