import Networks
import Operators
import Tensors
import Threads

/// One run of a comparison that is trained in parts, so that it can be watched, paused and left.
///
/// ```swift
/// let session = try TrainingSession(comparison, recipe: 0, seed: 0)
/// while session.epochsDone < 5 { print(try session.train(steps: 10).loss) }
/// ```
/// Weights and losses are those of ``Comparison/run(threads:progress:)`` with the same recipe and seed,
/// bit for bit, however the steps are parted.
public final class TrainingSession {
  /// The network under the recipe.
  public let network: Network
  /// The steps taken.
  public private(set) var steps = 0
  /// The epochs that are whole.
  public private(set) var epochsDone = 0
  /// The steps of an epoch.
  public let stepsPerEpoch: Int

  private var trainer: Trainer
  private var epoch: OpenEpoch?
  private let data: DataSet
  private let batchSize: Int

  /// What some steps did.
  public struct Part: Sendable, Hashable {
    /// The mean loss over the examples of these steps, each before its step; not a number where there
    /// was no step.
    public let loss: Double
    /// The share of these examples that were classified rightly, before each step.
    public let accuracy: Double
    /// The steps taken.
    public let steps: Int
    /// The record of the epoch that these steps have made whole.
    public let epoch: EpochRecord?
  }

  /// A run before its first step.
  ///
  /// - Parameters:
  ///   - comparison: the network, the data and how it is trained.
  ///   - recipe: the number of a recipe of the comparison.
  ///   - seed: the seed of the weights and of the order of examples.
  /// - Throws: `RecipeError` where the examples say nothing to the recipe.
  public init(
    _ comparison: Comparison, recipe: Int, seed: UInt64, threads: ThreadPool = .shared
  ) throws {
    let start = comparison.starts[recipe]
    let weights = try start.draw(seed: seed, examples: comparison.measured, threads: threads)
    network = start.network
    trainer = Trainer(
      start.network, weights: weights, optimizer: comparison.optimizer, loss: comparison.loss,
      metrics: [.accuracy], seed: seed, threads: threads)
    data = comparison.data
    batchSize = comparison.batchSize
    stepsPerEpoch = (data.train.count + batchSize - 1) / batchSize
  }

  /// Takes steps, at most to the end of an epoch.
  ///
  /// - Parameters:
  ///   - count: the most steps.
  ///   - shouldContinue: asked before each step but the first.
  /// - Throws: ``TrainingError``, never of a comparison that was made.
  public func train(
    steps count: Int, while shouldContinue: () -> Bool = { true }
  ) throws(TrainingError) -> Part {
    var open: OpenEpoch
    if let epoch {
      open = epoch
    } else {
      open = try trainer.openEpoch(data.train, batchSize: batchSize)
    }
    let before = open
    var isFirst = true
    trainer.advance(&open, data.train, atMost: count) {
      defer { isFirst = false }
      return isFirst || shouldContinue()
    }
    let taken = open.steps - before.steps
    steps += taken
    let part = open.sums.since(before.sums)
    epoch = open.isOver ? nil : open
    if open.isOver { epochsDone += 1 }
    return Part(
      loss: part.loss, accuracy: part.metrics[0], steps: taken,
      epoch: open.isOver ? open.sums.record : nil)
  }

  /// The share of test examples that are classified rightly.
  ///
  /// - Throws: ``TrainingError``, never of a comparison that was made.
  public func testAccuracy() throws(TrainingError) -> Double {
    try trainer.evaluate(data.test).metrics[0]
  }

  /// What the network gives for inputs, row-major, as many rows as there are examples.
  ///
  /// - Precondition: as many inputs as make whole examples.
  public func outputs(for inputs: [Float]) -> [Float] { trainer.outputs(for: inputs) }

  /// Looks at the weights as they are.
  public func withWeights<Result>(_ body: (borrowing Weights) throws -> Result) rethrows -> Result {
    try body(trainer.state.weights)
  }
}
