/// What the runs of one recipe have in common.
public struct RecipeSummary: Sendable {
  /// The recipe, as the command line spells it.
  public let recipe: String
  /// The runs, seed by seed.
  public let runs: [TrainingRun]
  /// The test accuracy at the end, over the seeds.
  public let testAccuracy: Sample
  /// The median number of epochs to the threshold; `nil` where the median run did not reach it.
  public let epochsToThresholdMedian: Double?
  /// The share of runs that diverged.
  public let divergedShare: Double
  /// The root mean square signal before training in each layer but the last, over the seeds.
  public let signals: [Double]
  /// The root mean square gradient before training in each layer, over the seeds.
  public let gradients: [Double]
  /// The outcome in one word.
  public let outcome: Outcome
  /// Whether no difference in test accuracy to the best recipe can be told from chance: true for
  /// the best itself, `nil` where there are fewer than two seeds.
  public let isLikeBest: Bool?

  /// Summaries of the recipes of a comparison, in its order, of those that finished at least one
  /// run.
  public static func summaries(of runs: [TrainingRun], in comparison: Comparison) -> [RecipeSummary]
  {
    let groups = comparison.starts.map(\.name).map { name in runs.filter { $0.recipe == name } }
      .filter { !$0.isEmpty }
    let likeBest = likeBest(groups)
    return zip(groups, likeBest).map { RecipeSummary($0, in: comparison, isLikeBest: $1) }
  }

  private init(_ runs: [TrainingRun], in comparison: Comparison, isLikeBest: Bool?) {
    recipe = runs[0].recipe
    self.runs = runs
    testAccuracy = Sample(runs.map(\.testAccuracy))
    let unreached = Double.infinity
    let epochs = Sample(runs.map { $0.epochsToThreshold.map(Double.init) ?? unreached }).median
    epochsToThresholdMedian = epochs.flatMap { $0.isFinite ? $0 : nil }
    divergedShare = Double(runs.filter(\.diverged).count) / Double(runs.count)
    signals = Self.rootMeanSquares(runs.map { $0.layersAtStart.compactMap(\.signal) })
    gradients = Self.rootMeanSquares(runs.map { $0.layersAtStart.map(\.gradient) })
    outcome = Outcome(
      of: runs, chance: comparison.data.chance, threshold: comparison.threshold)
    self.isLikeBest = isLikeBest
  }

  private static func rootMeanSquares(_ rows: [[Double]]) -> [Double] {
    rows[0].indices.map { index in
      (rows.reduce(0) { $0 + $1[index] * $1[index] } / Double(rows.count)).squareRoot()
    }
  }

  // Student's paired test of every recipe against the best one over the seeds both have, with
  // Holm's correction.
  private static func likeBest(_ groups: [[TrainingRun]]) -> [Bool?] {
    let samples = groups.map { runs in Sample(runs.map(\.testAccuracy)) }
    guard let best = samples.indices.max(by: { samples[$0].mean < samples[$1].mean }) else {
      return []
    }
    var others: [Int] = []
    var probabilities: [Double] = []
    for index in groups.indices where index != best {
      let shared = Set(groups[index].map(\.seed)).intersection(groups[best].map(\.seed))
      func paired(_ group: Int) -> Sample {
        Sample(groups[group].filter { shared.contains($0.seed) }.map(\.testAccuracy))
      }
      guard let probability = paired(index).pairedProbability(against: paired(best)) else {
        continue
      }
      others.append(index)
      probabilities.append(probability)
    }
    var result = [Bool?](repeating: nil, count: groups.count)
    if !others.isEmpty { result[best] = true }
    for (index, probability) in zip(others, Sample.holmAdjusted(probabilities)) {
      result[index] = probability >= 0.05
    }
    return result
  }
}

extension DataSet {
  /// The test accuracy of always naming the class that is most frequent in the test set.
  public var chance: Double {
    let counts = test.countsByClass(classCount: classCount)
    return Double(counts.max() ?? 0) / Double(max(test.count, 1))
  }
}
