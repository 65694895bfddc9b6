import Networks
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
  /// The number of draws of the weights; those of a file are measured once.
  public var draws = 3
  /// The seed of the first draw; each draw takes the next.
  public var seed: UInt64 = 0
  /// The number of examples.
  public var examples = 32
  /// The examples, by the names of the inputs; `nil` for examples that are drawn.
  public var data: [String: StoredTensor]?
  /// Whether the singular values of the Jacobian of the hidden layers are measured too.
  public var wantsSpectrum = false
  /// Whether nothing is run.
  public var isTheoryOnly = false
  /// The most bytes that a measurement may take; a network that needs more is judged by theory.
  public var memoryLimit = Workspace.memoryLimit

  /// Called when the measurement of a draw begins, with how many are done and how many there are.
  public var onDraw: (@Sendable (_ done: Int, _ count: Int) -> Void)?

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
  /// Weights of a file that look freshly drawn are judged as drawn ones are: batch normalizations take
  /// their statistics from the batch, and all rules decide. Of weights that were learned only what
  /// holds whatever the inputs does.
  ///
  /// - Throws: `RecipeError` where the recipe cannot draw a parameter or the examples say nothing;
  ///   `NetworkError` where the network does not take such inputs; `CancellationError`.
  public func run(threads: ThreadPool = .shared) throws -> Diagnosis {
    let work = try CheckWork(self, threads: threads)
    var readings: [DrawReading] = []
    for (number, seed) in work.seeds.enumerated() {
      try Cancellation.check()
      onDraw?(number, work.seeds.count)
      readings.append(try work.reading(seed: seed))
    }
    let found = try work.diagnosis(of: readings)
    // A pass that was left early has no numbers that mean something.
    try Cancellation.check()
    return found
  }
}
