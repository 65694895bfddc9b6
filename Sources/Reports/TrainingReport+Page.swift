import Foundation
import Spellings
import Training

extension TrainingReport {
  var title: String {
    "\(networkName) from \(Numbers.counted(summaries.count, "start")): "
      + "weight initialization at work"
  }

  /// The data of the report's page: JSON that is safe inside a script element.
  func pageData() throws -> String { try JSONText.inScript(PageData(self)) }
}

private struct PageData: Encodable {
  let schema = "xavier.train-report/1"
  let version = Version.current
  let title, network, activation, data, optimizer, comparison: String
  let trainExamples, testExamples, classes, batch, epochs: Int
  let chance, learningRate, threshold: Double
  let seeds: [UInt64]
  let interrupted: Bool
  let sentences, layers: [String]
  let bins: Bins
  let recipes: [Recipe]

  struct Bins: Encodable {
    let activation, gradient: Range
    struct Range: Encodable {
      let low, high: Double
      let count: Int
      init(_ bins: Histogram.Bins) { (low, high, count) = (bins.low, bins.high, bins.count) }
    }
  }

  init(_ report: TrainingReport) {
    let comparison = report.comparison
    title = report.title
    network = report.networkName
    activation = report.activationName
    data = comparison.data.name
    optimizer = type(of: comparison.optimizer).name
    self.comparison = report.comparisonSentence
    trainExamples = comparison.data.train.count
    testExamples = comparison.data.test.count
    classes = comparison.data.classCount
    batch = comparison.batchSize
    epochs = comparison.epochs
    chance = comparison.data.chance
    learningRate = comparison.optimizer.learningRate
    threshold = comparison.threshold
    seeds = comparison.seeds
    interrupted = report.isInterrupted
    sentences = report.sentences
    let layerCount = report.runs.first?.layersAtStart.count ?? 0
    layers = (0..<layerCount).map { "layer \($0 + 1)" }
    bins = Bins(
      activation: .init(comparison.signalBins), gradient: .init(LayerStatistics.gradientBins))
    recipes = report.summaries.map { Recipe($0, in: report) }
  }

  struct Recipe: Encodable {
    let name, law, outcome: String
    let testAccuracyMean: Double
    @ExplicitNull var testAccuracyInterval: [Double]?
    @ExplicitNull var epochsToThresholdMedian: Double?
    let divergedShare: Double
    @ExplicitNull var likeBest: Bool?
    @ExplicitNull var signalFirst: Double?
    @ExplicitNull var signalLast: Double?
    @ExplicitNull var gradientFirst: Double?
    @ExplicitNull var gradientLast: Double?
    let curves: Curves
    let snapshots: [Snapshot]

    init(_ summary: RecipeSummary, in report: TrainingReport) {
      name = summary.recipe
      law = report.equation(of: summary.recipe)
      outcome = summary.outcome.rawValue
      testAccuracyMean = summary.testAccuracy.mean
      testAccuracyInterval = summary.testAccuracy.interval.map { [$0.lowerBound, $0.upperBound] }
      epochsToThresholdMedian = summary.epochsToThresholdMedian
      divergedShare = summary.divergedShare
      likeBest = summary.isLikeBest
      signalFirst = summary.signals.first?.finite
      signalLast = summary.signals.last?.finite
      gradientFirst = summary.gradients.first?.finite
      gradientLast = summary.gradients.last?.finite
      curves = Curves(summary.runs, epochs: report.comparison.epochs)
      snapshots = summary.runs.first?.snapshots.map(Snapshot.init) ?? []
    }
  }

  struct Curves: Encodable {
    let epoch: [Int]
    let testAccuracy, trainLoss: Band

    init(_ runs: [TrainingRun], epochs: Int) {
      epoch = Array(0...epochs)
      testAccuracy = Band(runs.map(\.testAccuracies), count: epochs + 1)
      trainLoss = Band(runs.map { [$0.initialLoss] + $0.losses }, count: epochs + 1)
    }
  }

  /// Means over runs with their 95 % intervals; null where a run has no finite value.
  struct Band: Encodable {
    let mean, low, high: [Double?]

    init(_ rows: [[Double]], count: Int) {
      let samples = (0..<count).map { index -> Sample? in
        let values = rows.compactMap { index < $0.count ? $0[index].finite : nil }
        return values.count == rows.count ? Sample(values) : nil
      }
      mean = samples.map { $0?.mean.finite }
      low = samples.map { $0?.interval?.lowerBound.finite }
      high = samples.map { $0?.interval?.upperBound.finite }
    }
  }

  struct Snapshot: Encodable {
    let epoch: Int
    let layers: [Layer]

    init(_ snapshot: TrainingRun.Snapshot) {
      epoch = snapshot.epoch
      layers = snapshot.layers.map(Layer.init)
    }
  }

  struct Layer: Encodable {
    @ExplicitNull var activation: Counts?
    @ExplicitNull var gradient: Counts?

    init(_ layer: LayerStatistics) {
      activation = layer.signalHistogram.map { Counts($0, rms: layer.signal) }
      gradient = layer.gradientHistogram.map { Counts($0, rms: layer.gradient) }
    }
  }

  struct Counts: Encodable {
    let counts: [Int]
    let below, above, zero, nonfinite: Int
    @ExplicitNull var rms: Double?

    init(_ histogram: Histogram, rms: Double?) {
      counts = histogram.counts
      below = histogram.below
      above = histogram.above
      zero = histogram.zero
      nonfinite = histogram.nonfinite
      self.rms = rms?.finite
    }
  }
}
