import Testing
import Xavier

@Suite("Reports of interrupted work")
struct InterruptedTests {
  @Test("nothing finished is said so, in words and in the table's place")
  func nothing() throws {
    let report = try SmallComparison.report(["heNormal", "zeros"], isKept: { _ in false })
    #expect(report.isInterrupted)
    #expect(report.best == nil)
    #expect(report.sentences == ["No run was finished, so there is nothing to compare."])
    #expect(report.comparisonSentence == "No run was finished.")
    let text = report.terminalText(usesColor: false)
    #expect(text.contains("\nInterrupted: 0 of 6 runs were finished.\n"))
    #expect(!text.contains("recipe  "))
  }

  @Test("one recipe finished of two is not told to name others")
  func oneRecipe() throws {
    let report = try SmallComparison.report(
      ["heNormal", "zeros"], isKept: { $0.recipe == "zeros" && $0.seed == 0 })
    #expect(report.sentences[2] == "No recipe but zeros has a finished run.")
    #expect(report.terminalText(usesColor: false).contains("1 of 6 runs was finished."))
  }

  @Test("runs without two seeds in common are said to be too few")
  func fewRuns() throws {
    let report = try SmallComparison.report(["heNormal", "zeros"], isKept: { $0.seed == 0 })
    #expect(
      report.comparisonSentence == "Too few runs were finished to tell a difference from chance.")
  }

  @Test("a lead is claimed only over recipes with two seeds in common")
  func partlyTested() throws {
    let report = try SmallComparison.report(
      ["heNormal", "zeros", "constant:0"], seeds: 4,
      isKept: { $0.recipe != "constant:0" || $0.seed == 0 })
    let untested = try #require(report.summaries.first { $0.recipe == "constant:0" })
    #expect(untested.isLikeBest == nil)
    #expect(!report.comparisonSentence.contains("every other recipe"))
    #expect(!report.comparisonSentence.contains("constant:0"))
    #expect(report.comparisonSentence.contains("over the seeds finished"))
  }

  @Test("whole work is not called interrupted")
  func whole() throws {
    let report = try SmallComparison.report(["heNormal"])
    #expect(!report.isInterrupted)
    #expect(!report.terminalText(usesColor: false).contains("Interrupted"))
  }
}
