import Initializers
import Networks
import Tensors

/// One initializer for all weights, zeros for biases and ones for the factors of normalizations.
///
/// ## Laws
/// | parameter | where the network declares no law for it |
/// |---|---|
/// | weight | the initializer, whatever the network declares |
/// | recurrent weight | the initializer |
/// | bias, shift of a normalization | 0 |
/// | factor of a normalization | 1 |
/// | running mean and variance | 0 and 1 |
/// | slope of a PReLU | 0.25 |
/// | embedding | N(0, 1), or N(0, 1 / dimension) where it is tied to a map |
/// | of no known purpose | its numbers |
///
/// Where the network declares a law for a parameter that is no weight it keeps it: the orthogonal
/// state of a recurrent layer of the builder, a bias other than 0. A network from a model file
/// declares none.
///
/// - Source: the slope of He et al. 2015, arXiv:1502.01852.
public struct InitializerRecipe: Recipe, ParameterwiseRecipe {
  /// What draws the weights.
  public let initializer: any Initializer

  /// The recipe of an initializer.
  public init(_ initializer: any Initializer) { self.initializer = initializer }

  /// The initializer's name.
  public var name: String { initializer.name }

  /// The law of every parameter.
  ///
  /// - Throws: ``RecipeError`` with code `.parameter` where the initializer cannot draw a weight.
  public func plan(
    for parameters: [ModelParameter]
  ) throws(RecipeError) -> RecipePlan {
    var entries: [RecipePlan.Entry] = []
    for parameter in parameters {
      do {
        entries.append(try entry(parameter))
      } catch {
        throw .parameter(parameter.path, error)
      }
    }
    return RecipePlan(recipe: name, entries: entries)
  }

  private func entry(
    _ parameter: ModelParameter
  ) throws(InitializerError) -> RecipePlan.Entry {
    let spec = parameter.drawnSpec
    func drawn(
      _ initializer: any Initializer, _ reason: String
    ) throws(InitializerError) -> RecipePlan.Entry {
      try .init(initializer, for: spec, reason: reason)
    }
    if parameter.spec?.role == .weight { return try drawn(initializer, "the recipe's initializer") }
    if parameter.own != nil { return .unchanged(parameter) }
    switch parameter.use {
    case .weight: return try drawn(initializer, "the recipe's initializer")
    case .bias, .recurrentBias: return try drawn(.zeros, "bias")
    case .embedding(let dimension, let isTied):
      guard isTied, dimension > 0 else {
        return try drawn(
          .normal(standardDeviation: 1), "embedding: one entry is looked up, fan in 1")
      }
      return try drawn(
        .normal(standardDeviation: (1 / Double(dimension)).squareRoot()),
        "embedding that is tied to a map, fan in \(dimension)")
    case .normalizationScale: return try drawn(.ones, "factor of a normalization")
    case .normalizationShift: return try drawn(.zeros, "shift of a normalization")
    case .runningMean: return try drawn(.zeros, "running mean")
    case .runningVariance: return try drawn(.ones, "running variance")
    case .slope: return try drawn(.constant(0.25), "slope of a PReLU")
    case .undeclared: return .unchanged(parameter)
    }
  }
}
