/// What came of a recipe's training runs, in one word.
public enum Outcome: String, Sendable, Hashable, CaseIterable {
  /// At least half of the runs reached the threshold within the epochs given.
  case learns
  /// Better than guessing, but fewer than half of the runs reached the threshold.
  case slow
  /// The median run ended less than a quarter of the way from guessing to the threshold.
  case stalls
  /// At least half of the runs diverged.
  case diverges

  /// The outcome of runs.
  ///
  /// - Parameters:
  ///   - chance: the accuracy of always naming the most frequent class.
  ///   - threshold: the accuracy that counts as learned.
  init(of runs: [TrainingRun], chance: Double, threshold: Double) {
    let half = Double(runs.count) / 2
    let accuracy = Sample(runs.map(\.testAccuracy)).median ?? 0
    if Double(runs.filter(\.diverged).count) >= half {
      self = .diverges
    } else if Double(runs.filter { $0.epochsToThreshold != nil }.count) >= half {
      self = .learns
    } else if accuracy < chance + (threshold - chance) / 4 {
      self = .stalls
    } else {
      self = .slow
    }
  }
}
