import Foundation
import Xavier

/// The model that `xavier init` draws, as its file gives it.
struct ModelSource {
  /// The parameters, with what they are for.
  private(set) var parameters: [ModelParameter] = []
  /// What names say of the parameters, where there is no graph.
  private var named: NamedParameters?
  /// The graph, where there is one.
  private(set) var network: Network?
  /// The tensors whose names, types and order are written; `nil` where the parameters are all.
  private(set) var template: Checkpoint?
  /// The checkpoint whose names are written instead of the model's.
  private(set) var like: Checkpoint?
  /// The model's file, where it is ONNX.
  private(set) var onnx: ONNXModel?
  /// What a configuration says of it.
  private(set) var configuration: ModelConfiguration?
  /// The recipe of the model's own family.
  private(set) var ownRecipe: (any Recipe)?
  /// What was assumed of it; sentences.
  private(set) var remarks: [String] = []

  init(_ verb: InitVerb, _ model: String) throws {
    if let path = verb.like {
      guard model.hasSuffix(".onnx") else {
        throw Usage("--like: with \(model), with an ONNX model")
      }
      like = try Checkpoint(contentsOf: path)
    }
    if !ModelArgument.isFile(model) || model.hasSuffix(".yaml") || model.hasSuffix(".yml")
      || model.hasSuffix(".onnx")
    {
      if verb.layout != nil { throw Usage("--layout: with a graph, without") }
      try read(graph: model, verb)
    } else {
      if !verb.modelOptions.shapes.isEmpty || verb.modelOptions.activation != nil {
        throw Usage("--input, --activation: with a model without a graph, without")
      }
      if model.hasSuffix(".json"), !model.hasSuffix(".index.json") {
        if verb.layout != nil { throw Usage("--layout: with a configuration, without") }
        try read(configuration: model)
      } else {
        try read(checkpoint: model, verb)
      }
    }
  }

  private mutating func read(configuration model: String) throws {
    let found = try ModelConfiguration(contentsOf: model)
    configuration = found
    parameters = found.parameters
    ownRecipe = PatternRecipe.family(found.recipe, initializerRange: found.initializerRange)
    remarks = ["\(found.title): names, shapes and axes as transformers has them"]
  }

  private mutating func read(checkpoint model: String, _ verb: InitVerb) throws {
    let checkpoint = try Checkpoint(contentsOf: model)
    template = checkpoint
    let layout = try verb.layout.map(Self.layout)
    let found = checkpoint.namedParameters(layout: layout)
    named = found
    parameters = found.parameters
    remarks = [
      "axes by names, stored as "
        + (layout.map { "\($0.rawValue) stores them (--layout)" }
          ?? checkpoint.layout.map { "\($0.rawValue) stores them (from the file)" }
          ?? "their names say")
    ]
  }

  static func layout(_ text: String) throws -> Layout {
    guard let layout = Layout(rawValue: text) else {
      throw Usage(unknown: "--layout", text, among: Layout.allCases.map { $0.rawValue })
    }
    return layout
  }

  private mutating func read(graph model: String, _ verb: InitVerb) throws {
    var argument = ModelArgument()
    argument.model = model
    argument.options = verb.modelOptions
    if model.hasSuffix(".onnx") {
      onnx = try ONNXModel(contentsOf: model)
      template = try Checkpoint(contentsOf: model)
    }
    var ties: [String: WeightTie] = [:]
    if let onnx, let like { ties = try onnx.ties(like: like) }
    remarks = ties.sorted { $0.key < $1.key }.map {
      "\($0.key) is \($0.value.weight) with its axes moved: one weight, tied"
    }
    let found = try argument.networkForAnyBatch(else: 1, needsWeights: false, ties: ties)
    network = found
    parameters = found.modelParameters
  }

  /// What a recipe gives each parameter; what is not drawn needs no law.
  func plan(by recipe: any Recipe, isDrawn: (String) -> Bool) throws -> RecipePlan {
    if let network { return try recipe.plan(for: network, RecipeContext()) }
    if let named { return try named.plan(by: recipe, among: isDrawn) }
    let plan = try recipe.plan(for: parameters)
    return configuration.map { plan.adding($0.reasons) } ?? plan
  }
}
