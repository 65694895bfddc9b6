import Initializers
import Networks
import Operators
import Tensors

/// Laws chosen for each parameter by theory, layer by layer through any graph.
///
/// A layer gets the variance at which its output has the mean square that what follows wants: the
/// operating point of the function between it and the next layer, a share of the trunk where it ends a
/// residual branch, 1 in front of attention and the end; one over fan in before a normalization. What
/// reaches it is predicted from the laws of the layers before it, so that pooling, gates, averages,
/// the borders of images and the scale of the data are all accounted for.
///
/// ## Residual branches
/// Of n sums each adds 1/n of the trunk's mean square: by its last weight, or by the factor of the
/// normalization that ends it. Without normalizations the share is spread over a branch's layers
/// where functions are the same at any scale; branches that multiply two values of the trunk add
/// 1/n², because they answer twice to an error of its length.
///
/// ## Logits
/// Of mean square 1; up to 4 behind a mean over positions, where examples have most of it in common.
///
/// - Source: the moments are those of ``Networks/Network/moments(input:recipe:batch:)``; the scale of
///   branches is that of H. Zhang and others, ICLR 2019, <https://arxiv.org/abs/1901.09321>, that a
///   function has an operating point is S. Schoenholz and others' edge of chaos, ICLR 2017,
///   <https://arxiv.org/abs/1611.01232>.
public struct AutomaticRecipe: Recipe {
  /// How the command line spells it.
  public static let spelling = "auto"

  /// `auto`.
  public var name: String { Self.spelling }

  /// The recipe.
  public init() {}

  /// The law of every parameter, the reason for it, and what no weights can mend.
  ///
  /// - Throws: ``RecipeError`` with code `.network` where the network takes no such batch, `.data`
  ///   for inputs that are all 0 or not finite, `.parameter` where a weight would be beyond
  ///   Float32.
  /// - Complexity: one forward pass of theory, some tenths of a millisecond for each operator.
  public func plan(
    for network: Network, _ context: RecipeContext
  ) throws(RecipeError) -> RecipePlan {
    try AutomaticPlanner.plan(network, shapes: shapes(of: network, context), context)
  }

  func shapes(
    of network: Network, _ context: RecipeContext
  ) throws(RecipeError) -> [Shape] {
    let second = context.input.secondMoment
    guard second > 0, second.isFinite else { throw .inputs(secondMoment: second) }
    do {
      return try TrainingForm(of: network).network.shapes(batch: max(context.batch, 2))
    } catch {
      throw .network(error)
    }
  }
}
