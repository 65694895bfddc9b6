import Initializers
import Networks
import Threads

/// One network trained once: a recipe, a seed and what came of it.
public struct TrainingRun: Sendable, Hashable, Codable {
  /// The recipe, as the command line spells it.
  public let recipe: String
  /// The seed of the weights and of the order of examples.
  public let seed: UInt64
  /// The mean loss over the training examples before the first step.
  public let initialLoss: Double
  /// The mean loss over the training examples in each epoch, while the weights move.
  public let losses: [Double]
  /// The test accuracy before training and after each epoch.
  public let testAccuracies: [Double]
  /// The first epoch after which the test accuracy reached the threshold; `nil` where none did.
  public let epochsToThreshold: Int?
  /// Whether the loss ceased to be a finite number, or ended above twice what it was before
  /// training.
  public let diverged: Bool
  /// Signal and gradient by layer before training.
  public let layersAtStart: [LayerStatistics]
  /// Signal and gradient by layer, with histograms, before training and after some epochs; empty
  /// unless asked for.
  public let snapshots: [Snapshot]

  /// The layers of a network after an epoch.
  public struct Snapshot: Sendable, Hashable, Codable {
    /// The number of epochs trained; 0 before training.
    public let epoch: Int
    /// The layers in order.
    public let layers: [LayerStatistics]
  }

  /// The test accuracy at the end.
  public var testAccuracy: Double { testAccuracies[testAccuracies.count - 1] }

  /// Whether layers are looked at after an epoch: often at first, when most changes, and at the
  /// end.
  static func takesSnapshot(after epoch: Int, of epochs: Int) -> Bool {
    [1, 2, 3, 5, 8, 13, 21, 34, 55, 89].contains(epoch) || epoch == epochs
  }

  /// Trains; `nil` when the work was cancelled on the way.
  init?(
    _ comparison: Comparison, recipe: Comparison.Start, seed: UInt64, keepsHistograms: Bool,
    threads: ThreadPool, _ progress: ComparisonProgress
  ) throws {
    let data = comparison.data
    let probe = data.test.prefix(Comparison.probeCount)
    let weights = try recipe.draw(seed: seed, examples: comparison.measured, threads: threads)
    var trainer = Trainer(
      recipe.network, weights: weights, optimizer: comparison.optimizer,
      loss: comparison.loss, metrics: [.accuracy], seed: seed, threads: threads)
    let bins = keepsHistograms ? comparison.signalBins : nil
    let layersAtStart = try trainer.layerStatistics(probe, histogramBins: bins)
    let initialLoss = try trainer.evaluate(data.train).loss
    var accuracies = [try trainer.evaluate(data.test).metrics[0]]
    var losses: [Double] = []
    var snapshots = keepsHistograms ? [Snapshot(epoch: 0, layers: layersAtStart)] : []

    for epoch in 1...comparison.epochs {
      let record = try trainer.trainEpoch(
        data.train, batchSize: comparison.batchSize,
        shouldContinue: { !progress.isCancelled })
      guard let record else { return nil }
      progress.advance(by: data.train.count)
      losses.append(record.loss)
      accuracies.append(try trainer.evaluate(data.test).metrics[0])
      if keepsHistograms, Self.takesSnapshot(after: epoch, of: comparison.epochs) {
        let layers = try trainer.layerStatistics(probe, histogramBins: bins)
        snapshots.append(Snapshot(epoch: epoch, layers: layers))
      }
      if !record.loss.isFinite {
        progress.advance(by: (comparison.epochs - epoch) * data.train.count)
        break
      }
    }

    self.recipe = recipe.name
    self.seed = seed
    self.initialLoss = initialLoss
    self.losses = losses
    self.layersAtStart = layersAtStart
    self.snapshots = snapshots
    testAccuracies = accuracies
    epochsToThreshold = accuracies.firstIndex { $0 >= comparison.threshold }
    diverged = Self.diverges(from: initialLoss, losses)
  }

  static func diverges(from initialLoss: Double, _ losses: [Double]) -> Bool {
    let last = losses[losses.count - 1]
    return !last.isFinite || !initialLoss.isFinite || last > 2 * initialLoss
  }
}
