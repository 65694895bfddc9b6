import Foundation
import Training

extension TrainingReport {
  /// The report as JSON with the schema `xavier.train/1`, described in `Documentation/JSON.md`.
  ///
  /// Numbers that are not finite are written as null; the text ends with a line break.
  public func json() throws -> Data {
    try JSONText.encode(
      Document(
        network: networkName, activation: activationName, data: comparison.data.name,
        optimizer: type(of: comparison.optimizer).name,
        learningRate: comparison.optimizer.learningRate, batch: comparison.batchSize,
        epochs: comparison.epochs, seeds: comparison.seeds, threshold: comparison.threshold,
        chance: comparison.data.chance, interrupted: isInterrupted,
        runs: runs.map(Run.init), summary: summaries.map(Summary.init), sentences: sentences),
      isPretty: true) + Data("\n".utf8)
  }

  private struct Document: Encodable {
    let schema = "xavier.train/1"
    let network, activation, data, optimizer: String
    let learningRate: Double
    let batch, epochs: Int
    let seeds: [UInt64]
    let threshold, chance: Double
    let interrupted: Bool
    let runs: [Run]
    let summary: [Summary]
    let sentences: [String]
  }

  private struct Run: Encodable {
    let recipe: String
    let seed: UInt64
    let testAccuracy: Double
    let testAccuracies: [Double]
    @ExplicitNull var epochsToThreshold: Int?
    let diverged: Bool
    @ExplicitNull var initialLoss: Double?
    let loss: [Double?]

    init(_ run: TrainingRun) {
      recipe = run.recipe
      seed = run.seed
      testAccuracy = run.testAccuracy
      testAccuracies = run.testAccuracies
      epochsToThreshold = run.epochsToThreshold
      diverged = run.diverged
      initialLoss = run.initialLoss.finite
      loss = run.losses.map(\.finite)
    }
  }

  private struct Summary: Encodable {
    let recipe: String
    let testAccuracyMean: Double
    @ExplicitNull var testAccuracyInterval: [Double]?
    @ExplicitNull var epochsToThresholdMedian: Double?
    let divergedShare: Double
    let signal, gradient: [Double?]
    let outcome: String
    @ExplicitNull var likeBest: Bool?

    init(_ summary: RecipeSummary) {
      recipe = summary.recipe
      testAccuracyMean = summary.testAccuracy.mean
      testAccuracyInterval = summary.testAccuracy.interval.map { [$0.lowerBound, $0.upperBound] }
      epochsToThresholdMedian = summary.epochsToThresholdMedian
      divergedShare = summary.divergedShare
      signal = summary.signals.map(\.finite)
      gradient = summary.gradients.map(\.finite)
      outcome = summary.outcome.rawValue
      likeBest = summary.isLikeBest
    }
  }
}
