import Foundation
import Testing
import TestSupport

@Suite("JSON of train")
struct JSONTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private func json(_ arguments: [String] = Tool.small) throws -> String {
    try Tool.run(arguments + ["--no-report", "--json", "-"], in: scratch).output
  }

  private func keys(_ object: Any?) throws -> Set<String> {
    Set(try #require(object as? [String: Any]).keys)
  }

  @Test(
    "Documentation/JSON.md lists exactly the keys of a document",
    arguments: [
      Tool.small, Tool.small + ["--learning-rate", "1e6", "--optimizer", "sgd"],
      ["train", "64-10", "--epochs", "1", "--seeds", "1", "--recipe", "zeros"],
    ])
  func keys(_ arguments: [String]) throws {
    let object = try JSONSerialization.jsonObject(with: Data(json(arguments).utf8))
    let document = try #require(object as? [String: Any])
    #expect(try keys(document) == JSONPage.keys("Document"))
    for run in try #require(document["runs"] as? [Any]) {
      #expect(try keys(run) == JSONPage.keys("Objects of `runs`"))
    }
    for entry in try #require(document["summary"] as? [Any]) {
      #expect(try keys(entry) == JSONPage.keys("Objects of `summary`"))
    }
  }

  @Test("every value has its documented type and the settings are as asked for")
  func types() throws {
    let results = try Results(json())
    #expect(results.schema == "xavier.train/1")
    #expect((results.network, results.activation) == ("64-16-10", "relu"))
    #expect((results.data, results.optimizer) == ("optdigits", "adam"))
    #expect((results.batch, results.epochs, results.seeds) == (32, 1, [0, 1]))
    #expect((results.threshold, results.learningRate) == (0.9, 0.001))
    #expect(!results.interrupted)
    #expect(results.sentences.count == 3)
    let runs = results.runs.map { "\($0.recipe) \($0.seed)" }
    #expect(runs == ["zeros 0", "zeros 1", "glorotUniform 0", "glorotUniform 1"])
    #expect(results.summary.map(\.recipe) == ["zeros", "glorotUniform"])
  }

  @Test("accuracies are fractions of 1 and agree with one another")
  func fractions() throws {
    let results = try Results(json())
    // 182 of the 1,797 test digits are the most frequent one, as the data's own tests hold.
    #expect(results.chance > 0.1 && results.chance < 0.11)
    for run in results.runs {
      #expect(run.testAccuracies.allSatisfy { (0...1).contains($0) })
      #expect(run.testAccuracies.count == results.epochs + 1)
      #expect(run.testAccuracy == run.testAccuracies.last)
      #expect(run.loss.count == results.epochs)
    }
    for entry in results.summary {
      let values = results.runs.filter { $0.recipe == entry.recipe }.map(\.testAccuracy)
      #expect(abs(entry.testAccuracyMean - values.reduce(0, +) / 2) < 1e-12)
      // Student's t for one degree of freedom, from a table: 12.706.
      let half = 12.706 * abs(values[0] - values[1]) / 2
      let interval = try #require(entry.testAccuracyInterval)
      #expect(abs(interval[1] - entry.testAccuracyMean - half) < 1e-3)
      #expect(abs(entry.testAccuracyMean - interval[0] - half) < 1e-3)
    }
  }

  @Test("recipes are spelled so that the command line takes them again")
  func spellings() throws {
    let typed = ["xavierUniform", "normal:0.010", "varianceScaling:2,fanIn,normal", "orthogonal"]
    let job = ["train", "64-10", "--epochs", "1", "--seeds", "1"]
    let first = try Results(json(job + typed.flatMap { ["--recipe", $0] })).summary.map(\.recipe)
    #expect(
      first == ["glorotUniform", "normal:0.01", "varianceScaling:2,fanIn,normal", "orthogonal"])
    let second = try Results(json(job + first.flatMap { ["--recipe", $0] })).summary.map(\.recipe)
    #expect(first == second)
  }

  @Test("one seed has neither an interval nor a comparison with the best")
  func oneSeed() throws {
    let results = try Results(json(Tool.small.map { $0 == "2" ? "1" : $0 }))
    for entry in results.summary {
      #expect(entry.testAccuracyInterval == nil && entry.likeBest == nil)
    }
  }

  @Test("a threshold that is never reached is null, one below chance is reached before training")
  func thresholds() throws {
    for run in try Results(json(Tool.small + ["--threshold", "1"])).runs {
      #expect(run.epochsToThreshold == nil)
    }
    for run in try Results(json(Tool.small + ["--threshold", "0.001"])).runs {
      #expect(run.epochsToThreshold == 0)
    }
  }
}
