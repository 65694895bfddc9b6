import Foundation
import Xavier

/// What a state's training is, found possible.
struct TrainingPlan: Sendable {
  /// Makes the runs, one for each recipe: their weights are drawn.
  let runners: @Sendable () throws -> [TrainingRunner]
  /// The points of a set in the plane.
  let points: TrainingEvent.Examples?

  /// The most bytes that the runs of a training may take.
  static let mostBytes = 2 << 30

  /// A plan for a state.
  ///
  /// - Throws: ``LabError`` without data to train on, or where the runs take too much memory; what
  ///   `Comparison` throws where the network or a recipe does not fit.
  init(_ state: LabState, models: LabModels, data: LabData) throws {
    guard state.data != LabState.noise else {
      throw LabError.value("data", LabState.noise, expected: "a data set to train on")
    }
    guard !state.recipes.contains(LabState.asIs) else {
      throw LabError.value("recipes", LabState.asIs, expected: "recipes to train from")
    }
    let subject = try LabSubject(state, models: models, data: data)
    let set = try data.set(state.data)
    let optimizer = try OptimizerCatalog.optimizer(
      spelled: state.optimizer, learningRate: state.rate)
    let copies = 2 + type(of: optimizer).momentCount
    let bytes = subject.network.weightCount * 4 * copies * state.recipes.count
    guard bytes <= Self.mostBytes else {
      throw LabError.value(
        "network", "\(bytes >> 20) MiB to train \(state.recipes.count) runs of it",
        expected: "at most \(Self.mostBytes >> 20) MiB")
    }
    // One by one, so that the same recipe may run twice.
    let comparisons = try state.recipes.indices.map { place in
      try Comparison(
        network: subject.network, recipes: [state.recipe(place)], seeds: [state.seed], data: set,
        optimizer: optimizer, epochs: state.epochs, batchSize: state.batch, threshold: 0.9,
        signalBins: Histogram.Bins(low: -4, high: 4, count: 50))
    }
    runners = {
      try comparisons.enumerated().map { try TrainingRunner(state, $1, number: $0) }
    }
    points = set.train.featureCount == 2 ? Self.points(of: set.train) : nil
  }

  private static func points(of examples: Examples) -> TrainingEvent.Examples {
    TrainingEvent.Examples(
      points: (0..<examples.count).map { row in
        [
          Double(examples.inputs[2 * row]), Double(examples.inputs[2 * row + 1]),
          Double(examples.labels[row]),
        ]
      })
  }
}
