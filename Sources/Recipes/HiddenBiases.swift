import Initializers
import Networks
import Tensors
import Threads

/// A recipe whose biases of hidden layers are drawn from N(0, deviation²) instead.
///
/// What else the recipe draws stays as it is, and so does the bias of the head.
struct HiddenBiases: Recipe {
  let base: any Recipe
  let deviation: Double

  var name: String { base.name }

  func plan(for network: Network, _ context: RecipeContext) throws(RecipeError) -> RecipePlan {
    try changed(base.plan(for: network, context), network.modelParameters)
  }

  func plan(for parameters: [ModelParameter]) throws(RecipeError) -> RecipePlan {
    try changed(base.plan(for: parameters), parameters)
  }

  private func changed(
    _ plan: RecipePlan, _ parameters: [ModelParameter]
  ) throws(RecipeError) -> RecipePlan {
    let entries = try Self.replaced(
      in: plan.entries, of: parameters, where: { $0.place != .head }, deviation: deviation)
    return RecipePlan(recipe: plan.recipe, entries: entries, limits: plan.limits)
  }

  /// Entries with the biases of some parameters drawn from N(0, deviation²).
  static func replaced(
    in entries: [RecipePlan.Entry], of parameters: [ModelParameter],
    where isWanted: (ModelParameter) -> Bool, deviation: Double
  ) throws(RecipeError) -> [RecipePlan.Entry] {
    var changed = entries
    for (place, parameter) in parameters.enumerated() where isWanted(parameter) {
      guard case .bias = parameter.use else { continue }
      do {
        let initializer: any Initializer =
          deviation > 0 ? try .normal(standardDeviation: deviation) : .zeros
        changed[place] = try .init(
          initializer, for: parameter.drawnSpec, reason: "bias of deviation \(deviation.plain)")
      } catch {
        throw .parameter(parameter.path, error)
      }
    }
    return changed
  }
}

/// The same of a recipe that examples correct.
struct MeasuredHiddenBiases: MeasuredRecipe {
  let biases: HiddenBiases
  let base: any MeasuredRecipe

  var name: String { base.name }
  var needsExamples: Bool { base.needsExamples }

  func plan(for network: Network, _ context: RecipeContext) throws(RecipeError) -> RecipePlan {
    try biases.plan(for: network, context)
  }

  func plan(for parameters: [ModelParameter]) throws(RecipeError) -> RecipePlan {
    try biases.plan(for: parameters)
  }

  func adjust(
    _ weights: inout Weights, of network: Network, examples: [String: StoredTensor],
    threads: ThreadPool
  ) throws(RecipeError) -> [Adjustment] {
    try base.adjust(&weights, of: network, examples: examples, threads: threads)
  }
}

extension Recipe {
  /// The recipe with the biases of hidden layers drawn from N(0, deviation²), whatever it gives them.
  ///
  /// Mean-field theory calls the deviation σ_b. The head's bias stays as the recipe has it.
  ///
  /// - Throws: ``RecipeError`` with code `.name` where the deviation is not a number from 0 to 1000.
  public func withHiddenBiases(deviation: Double) throws(RecipeError) -> any Recipe {
    guard 0...MeanFieldRecipe.largest ~= deviation else {
      throw .biasDeviation(deviation)
    }
    let biases = HiddenBiases(base: self, deviation: deviation)
    guard let measured = self as? any MeasuredRecipe else { return biases }
    return MeasuredHiddenBiases(biases: biases, base: measured)
  }
}
