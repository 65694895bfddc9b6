import Initializers
import Networks

/// Weights and biases with the deviations of mean-field theory.
///
/// ## Law
///     W ~ N(0, σ_w² / n_in),   b ~ N(0, σ_b²)
/// where `n_in` is the number of weights feeding one output unit. Every weight and every bias follows it,
/// those of the last layer too; what is neither is drawn as ``InitializerRecipe`` says.
///
/// The command line spells it `sigma:W,B`, as in `sigma:1.5,0.05`.
///
/// - Source: B. Poole et al., "Exponential expressivity in deep neural networks through transient chaos",
///   2016, section 2, <https://arxiv.org/abs/1606.05340>.
public struct MeanFieldRecipe: Recipe, ParameterwiseRecipe {
  /// The deviation of a weight times the square root of its fan in.
  public let weightDeviation: Double
  /// The deviation of a bias.
  public let biasDeviation: Double

  /// How the command line spells the recipe, before the colon.
  public static let spelling = "sigma"

  /// What the command line takes, with its arguments.
  public static let usage = "sigma:W,B"

  /// What it gives, in one line.
  public static let summary = "weights N(0, W²/fan in), biases N(0, B²)"

  /// The largest deviation that is taken: beyond it float32 overflows within a layer or two.
  public static let largest = 1000.0

  /// A recipe.
  ///
  /// - Throws: ``RecipeError`` with code `.name` where a deviation is not a number from 0 to
  ///   ``largest``.
  public init(weightDeviation: Double, biasDeviation: Double) throws(RecipeError) {
    let range = 0...Self.largest
    guard range ~= weightDeviation, range ~= biasDeviation else {
      throw .deviations("\(Self.spelling):\(weightDeviation.plain),\(biasDeviation.plain)")
    }
    self.weightDeviation = weightDeviation
    self.biasDeviation = biasDeviation
  }

  /// The recipe that the command line spells so.
  init(spelled: String, argument: Substring?) throws(RecipeError) {
    let numbers = (argument ?? "").split(separator: ",", omittingEmptySubsequences: false)
      .map { Double($0) }
    guard numbers.count == 2, let weight = numbers[0], let bias = numbers[1],
      0...Self.largest ~= weight, 0...Self.largest ~= bias
    else { throw .deviations(spelled) }
    try self.init(weightDeviation: weight, biasDeviation: bias)
  }

  /// Its spelling, with both deviations.
  public var name: String { "\(Self.spelling):\(weightDeviation.plain),\(biasDeviation.plain)" }

  /// The law of every parameter.
  ///
  /// - Throws: ``RecipeError`` with code `.parameter` where a weight cannot be drawn so.
  public func plan(for parameters: [ModelParameter]) throws(RecipeError) -> RecipePlan {
    let scaling = VarianceScaling(
      scale: weightDeviation * weightDeviation, mode: .fanIn, distribution: .normal)
    let weights: any Initializer = weightDeviation > 0 ? scaling : .zeros
    let plan = try InitializerRecipe(weights).plan(for: parameters)
    let entries = try HiddenBiases.replaced(
      in: plan.entries, of: parameters, where: { _ in true }, deviation: biasDeviation)
    return RecipePlan(recipe: name, entries: entries, limits: plan.limits)
  }
}
