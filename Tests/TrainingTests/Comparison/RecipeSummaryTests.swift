import Testing
import Xavier

@Suite("What came of the recipes")
struct RecipeSummaryTests {
  private func summaries(_ comparison: Comparison) -> [RecipeSummary] {
    RecipeSummary.summaries(of: comparison.run(threads: .single), in: comparison)
  }

  @Test("every word is reached by a small run")
  func outcomes() throws {
    // Corners that do not overlap are learned; zeros keep guessing.
    let easy = summaries(try ComparisonFixture.comparison(epochs: 10))
    #expect(easy.map(\.outcome) == [.learns, .stalls])
    // Corners that overlap are learned in part: no run names every example.
    let hard = summaries(
      try ComparisonFixture.comparison(
        recipes: [VarianceScaling.glorotUniform], data: ComparisonFixture.corners(noise: 1.5),
        epochs: 10, threshold: 1))
    #expect(hard.map(\.outcome) == [.slow])
    let wild = summaries(
      try ComparisonFixture.comparison(
        recipes: [VarianceScaling.glorotUniform], data: ComparisonFixture.corners(noise: 2),
        optimizer: SGD(learningRate: 1e6)))
    #expect(wild.map(\.outcome) == [.diverges])
    #expect(Outcome.allCases.map(\.rawValue) == ["learns", "slow", "stalls", "diverges"])
  }

  @Test("a summary holds the runs of its recipe and what they say together")
  func contents() throws {
    let comparison = try ComparisonFixture.comparison(epochs: 10)
    let all = summaries(comparison)
    #expect(all.map(\.recipe) == ["glorotUniform", "zeros"])
    for summary in all {
      #expect(summary.runs.map(\.seed) == [1, 2, 3])
      #expect(summary.testAccuracy.values == summary.runs.map(\.testAccuracy))
      #expect(summary.divergedShare == 0)
      #expect(summary.signals.count == 1)
      #expect(summary.gradients.count == 2)
      let signals = summary.runs.compactMap { $0.layersAtStart[0].signal }
      let expected = (signals.reduce(0) { $0 + $1 * $1 } / 3).squareRoot()
      #expect(abs(summary.signals[0] - expected) <= 1e-15)
    }
    #expect(all[0].epochsToThresholdMedian != nil)
    #expect(all[1].epochsToThresholdMedian == nil)
    let zeros = all[1].runs.map(\.testAccuracy)
    #expect(zeros.allSatisfy { $0 <= comparison.data.chance })
    #expect(all[1].signals == [0])
  }

  @Test("the epochs to the threshold are those of the first that reached it")
  func epochsToThreshold() throws {
    let comparison = try ComparisonFixture.comparison(epochs: 10)
    for run in comparison.run(threads: .single) {
      let first = run.testAccuracies.firstIndex { $0 >= 0.9 }
      #expect(run.epochsToThreshold == first)
    }
  }

  @Test("the best recipe is like itself, one that stalls is not, its equal is")
  func likeBest() throws {
    let comparison = try ComparisonFixture.comparison(
      recipes: [
        FixedLaw.zeros, VarianceScaling.glorotUniform, VarianceScaling.lecunUniform,
      ], seeds: [1, 2, 3, 4, 5], data: ComparisonFixture.corners(noise: 1.5), epochs: 10)
    let all = summaries(comparison)
    #expect(all.map(\.isLikeBest) == [false, true, true])
  }

  @Test("one seed cannot tell recipes apart")
  func oneSeed() throws {
    let all = summaries(try ComparisonFixture.comparison(seeds: [1]))
    #expect(all.map(\.isLikeBest) == [nil, nil])
  }

  @Test("a recipe that finished no run has no summary")
  func unfinished() throws {
    let comparison = try ComparisonFixture.comparison(seeds: [1])
    let runs = comparison.run(threads: .single)
    let one = RecipeSummary.summaries(of: Array(runs.suffix(1)), in: comparison)
    #expect(one.map(\.recipe) == ["zeros"])
    #expect(RecipeSummary.summaries(of: [], in: comparison).isEmpty)
  }

  @Test("chance is the share of the test set's most frequent class")
  func chance() throws {
    let data = ComparisonFixture.corners(noise: 0.5)
    let largest = data.test.countsByClass(classCount: 4).max()!
    #expect(data.chance == Double(largest) / 60)
    #expect(try DataSet.optdigits().chance == 183.0 / 1797)
  }
}
