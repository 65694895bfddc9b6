import Testing
import Xavier

@Suite("Sentences of a report")
struct SentencesTests {
  private let mixed = ["zeros", "glorotUniform", "heNormal", "normal:0.001", "uniform:1e30"]

  @Test("the best named has the largest mean, and every recipe is named with its own outcome")
  func best() throws {
    let report = try SmallComparison.report(mixed)
    let largest = try #require(report.summaries.map(\.testAccuracy.mean).max())
    let names = report.summaries.filter { $0.testAccuracy.mean == largest }.map(\.recipe)
    #expect(names.contains(try #require(report.best).recipe))
    let sentence = report.sentences[0]
    let percent = Numbers.percent(largest)
    #expect(
      sentence.hasPrefix(
        "After 10 epochs, \(Numbers.list(names)) did best with \(percent) % of the test examples "
          + "right; with a test accuracy of 90 % as the mark, "))
    let clauses = sentence.split(separator: " as the mark, ")[1].split(separator: "; ")
    for recipe in report.summaries {
      let clause = try #require(clauses.first { $0.contains(recipe.recipe) })
      let word = recipe.outcome == .slow ? "slow" : String(recipe.outcome.rawValue.dropLast())
      #expect(clause.contains(word), "\(recipe.recipe): \(clause)")
    }
  }

  @Test("what is said of a recipe that fails is what was measured")
  func causes() throws {
    let report = try SmallComparison.report(mixed)
    let sentence = report.sentences[1]
    let silent = try #require(report.summaries.first { $0.recipe == "zeros" })
    #expect(silent.gradients[0] == 0)
    #expect(sentence.contains("with zeros and uniform:1e+30 no gradient at all reaches"))
    let faded = try #require(report.summaries.first { $0.recipe == "normal:0.001" })
    #expect(faded.signals[1] < faded.signals[0] / 10)
    #expect(
      sentence.contains(
        "with normal:0.001 the signal has faded to \(Numbers.short(faded.signals[1]))"))
    let best = try #require(report.best)
    #expect(
      sentence.hasPrefix(
        "Before training, \(best.recipe) gives a signal of \(Numbers.short(best.signals[0])) "
          + "in the first hidden layer and \(Numbers.short(best.signals[1])) in the last"))
  }

  @Test("a signal that grows or leaves the numbers is not called level")
  func growth() throws {
    let report = try SmallComparison.report(
      ["glorotUniform", "ones", "uniform:1e30"], activation: "relu", learningRate: 1e-6,
      threshold: 1)
    let sentence = report.sentences[1]
    let ones = try #require(report.summaries.first { $0.recipe == "ones" })
    if ones.signals[1] > 10 * ones.signals[0] {
      #expect(
        sentence.contains("with ones the signal has grown to \(Numbers.short(ones.signals[1]))"))
    }
    #expect(sentence.contains("with uniform:1e+30 signal or gradient is beyond all numbers"))
    #expect(!sentence.contains("uniform:1e+30 neither"))
  }

  @Test("the recipes that cannot be told from the best are those whose tests say so")
  func doubt() throws {
    let report = try SmallComparison.report(mixed)
    let best = try #require(report.best)
    let alike = report.summaries.filter { $0.isLikeBest == true && $0.recipe != best.recipe }
    let expected =
      alike.isEmpty
      ? "The lead of \(best.recipe) over every other recipe is more than chance"
      : "\(Numbers.list(alike.map(\.recipe))) cannot be told from \(best.recipe) "
        + "by the test accuracy"
    #expect(
      report.sentences[2].hasPrefix(
        "\(expected) over 3 seeds (paired t-tests at 95 %, Holm's correction); all recipes"))
    #expect(report.sentences[2].hasPrefix(report.comparisonSentence.dropLast()))
  }

  @Test("recipes that are equally good are all called best")
  func ties() throws {
    let report = try SmallComparison.report(["zeros", "constant:0"], seeds: 2)
    #expect(
      report.sentences[0].hasPrefix("After 10 epochs, zeros and constant:0 did best with "))
    #expect(
      report.sentences[2].hasPrefix("constant:0 cannot be told from zeros by the test accuracy"))
  }

  @Test("one recipe is not called best and compares with nothing")
  func oneRecipe() throws {
    let report = try SmallComparison.report(["heNormal"], epochs: 1)
    let summary = report.summaries[0]
    #expect(
      report.sentences[0]
        == "After 1 epoch, heNormal has \(Numbers.percent(summary.testAccuracy.mean)) % of the "
        + "test examples right (outcome: \(summary.outcome.rawValue)).")
    #expect(
      report.sentences[2] == "One recipe alone compares with nothing: name others with --recipe.")
    #expect(report.comparisonSentence == "One recipe was trained.")
  }

  @Test("one seed is said to tell nothing")
  func oneSeed() throws {
    let report = try SmallComparison.report(["heNormal", "zeros"], seeds: 1)
    #expect(
      report.comparisonSentence
        == "One seed cannot tell a difference from chance: ask for more with --seeds.")
  }

  @Test("without a hidden layer nothing is said of signals")
  func noHiddenLayer() throws {
    let report = try SmallComparison.report(["heNormal", "zeros"], network: "2-3")
    #expect(
      report.sentences[1]
        == "The network has no hidden layer in which signal or gradient could be lost.")
  }

  @Test("a run that ends early is not said to have had all its epochs")
  func divergence() throws {
    let report = try SmallComparison.report(
      ["heNormal"], activation: "relu", learningRate: 1e30)
    #expect(report.summaries[0].outcome == .diverges)
    #expect(report.sentences[0].hasPrefix("After at most 10 epochs, heNormal has "))
    #expect(report.sentences[0].hasSuffix("(outcome: diverges)."))
  }
}
