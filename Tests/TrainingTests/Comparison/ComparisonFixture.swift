import Synchronization
import Xavier

/// Small comparisons for tests.
enum ComparisonFixture {
  /// Four classes whose inputs lie around four corners, `noise` about them in each of two
  /// directions.
  static func corners(noise: Float, train: Int = 80, test: Int = 60) -> DataSet {
    func examples(_ count: Int, _ name: String) -> Examples {
      let labels = TrainingDraws.labels(count, "\(name) labels", classCount: 4)
      let shifts = TrainingDraws.floats(2 * count, "\(name) shifts", bound: noise)
      let inputs = labels.indices.flatMap { index in
        let (x, y): (Float, Float) = (labels[index] % 2 == 0 ? -1 : 1, labels[index] < 2 ? -1 : 1)
        return [x + shifts[2 * index], y + shifts[2 * index + 1]]
      }
      return Examples(inputs: inputs, labels: labels, featureCount: 2)
    }
    return DataSet(
      name: "corners", train: examples(train, "train"), test: examples(test, "test"),
      classNames: ["a", "b", "c", "d"], inputShape: [2])
  }

  static let network = Network(input: 2) {
    Dense(8, activation: .tanh)
    Dense(4, activation: .softmax)
  }

  static func comparison(
    recipes: [any Initializer] = [VarianceScaling.glorotUniform, FixedLaw.zeros],
    seeds: [UInt64] = [1, 2, 3], data: DataSet = corners(noise: 0.5),
    optimizer: any Optimizer = SGD(learningRate: 0.5), epochs: Int = 5, batchSize: Int = 8,
    threshold: Double = 0.9, network: Network = network
  ) throws -> Comparison {
    try Comparison(
      network: network, recipes: recipes, seeds: seeds, data: data, optimizer: optimizer,
      epochs: epochs, batchSize: batchSize, threshold: threshold,
      signalBins: LayerStatistics.signalBins(of: .tanh))
  }
}

/// An optimizer that cancels a comparison at a given update; otherwise it moves nothing.
final class CancellingOptimizer: Optimizer {
  static let name = "cancelling"
  static let momentCount = 0
  static let usualLearningRate = 0.0
  let learningRate = 0.0
  let progress = ComparisonProgress()
  private let updates = Atomic(0)
  private let last: Int

  init(afterUpdates last: Int) { self.last = last }

  func update(
    step: Int, weights: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>,
    moments: Moments, count: Int
  ) {
    if updates.wrappingAdd(1, ordering: .relaxed).newValue == last { progress.cancel() }
  }
}
