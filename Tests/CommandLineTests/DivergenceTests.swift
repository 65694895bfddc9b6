import Testing
import TestSupport

@Suite("Divergence")
struct DivergenceTests {
  @Test("a learning rate of a million diverges in words and null, and is no error")
  func diverges() throws {
    let scratch = try Scratch()
    let arguments = Tool.small.dropLast(2) + ["--learning-rate", "1e6", "--optimizer", "sgd"]
    let result = try Tool.run(
      arguments + ["--recipe", "heNormal", "--epochs", "3", "--json", "a.json"], in: scratch)
    #expect(result.status == 0)
    #expect(result.errors == "")
    #expect(result.output.contains("sgd at 1000000, "))
    let document = try Results(scratch.text("a.json"))
    let runs = document.runs.filter { $0.recipe == "heNormal" }
    #expect(runs.count == 2)
    for run in runs {
      #expect(run.diverged)
      #expect(run.loss.contains { $0 == nil })
      #expect(run.epochsToThreshold == nil)
    }
    let summary = try #require(document.summary.first { $0.recipe == "heNormal" })
    #expect(summary.outcome == "diverges")
    #expect(summary.divergedShare == 1)
  }
}
