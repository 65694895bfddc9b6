import Initializers
import Networks
import Tensors
import Threads

/// Layer-sequential unit variance: orthonormal weights, each layer's then divided by the deviation
/// that its output has on examples.
///
/// ## Rule
///     W = orthonormal;   layer by layer in the order of execution:   W ← W / sqrt(Var(y))
/// until Var(y), taken over examples, positions and units before the activation, is 1 within 2 %.
/// Biases are 0, as ``InitializerRecipe`` gives them. States of recurrent layers stay orthonormal.
///
/// - Source: D. Mishkin, J. Matas, "All you need is a good init", ICLR 2016, arXiv:1511.06422,
///   algorithm 1, whose tolerance is 10 %; one pass suffices here.
public struct LSUV: MeasuredRecipe {
  /// The recipe.
  public init() {}

  /// `lsuv`.
  public var name: String { "lsuv" }

  /// Yes.
  public var needsExamples: Bool { true }

  /// Orthonormal weights, and what ``InitializerRecipe`` gives other parameters.
  ///
  /// - Throws: ``RecipeError`` with code `.parameter` where a weight has no inputs and outputs.
  public func plan(
    for network: Network, _ context: RecipeContext
  ) throws(RecipeError) -> RecipePlan {
    let drawn = try InitializerRecipe(FixedLaw.orthogonal).plan(for: network, context)
    return RecipePlan(recipe: name, entries: drawn.entries)
  }

  /// Divides the weights of every layer by the deviation of its output.
  ///
  /// - Throws: ``RecipeError`` as ``MeasuredCorrection/adjust(_:of:targets:examples:threads:)`` does.
  public func adjust(
    _ weights: inout Weights, of network: Network, examples: [String: StoredTensor],
    threads: ThreadPool = .shared
  ) throws(RecipeError) -> [Adjustment] {
    let targets = Dictionary(
      network.weightedNodes.map { ($0.node, 1.0) }, uniquingKeysWith: { first, _ in first })
    return try MeasuredCorrection(of: .variance).adjust(
      &weights, of: network, targets: targets, examples: examples, threads: threads)
  }
}
