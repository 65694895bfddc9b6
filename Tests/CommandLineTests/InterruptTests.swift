import Foundation
import Testing
import TestSupport

@Suite("Ctrl-C and worse")
struct InterruptTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private struct Results: Decodable {
    let interrupted: Bool
    let epochs: Int
    let runs: [Run]
    let summary: [Summary]
    let sentences: [String]
    struct Run: Decodable { let recipe: String, loss: [Double?] }
    struct Summary: Decodable { let recipe: String }
  }

  private func interrupted(_ arguments: [String], after seconds: Double) throws -> Results {
    let process = try Tool.start(
      ["train"] + arguments + ["--json", "results.json", "--report", "report.html"], in: scratch)
    usleep(UInt32(seconds * 1e6))
    process.send(SIGINT)
    let result = process.finish(within: 120)
    #expect(result.status == 130)
    #expect(result.errors == "")
    #expect(scratch.names == ["report.html", "results.json"])
    #expect(scratch.text("report.html")?.hasSuffix("</html>\n") == true)
    #expect(scratch.text("report.html")?.contains("\"interrupted\":true") == true)
    #expect(result.output.contains("Interrupted: "))
    let data = try Data(contentsOf: scratch.folder.appendingPathComponent("results.json"))
    return try JSONDecoder().decode(Results.self, from: data)
  }

  @Test("the first one ends the work, keeps the finished runs and exits with 130")
  func keepsFinishedRuns() throws {
    let arguments = [
      "64-8-10", "--epochs", "2", "--seeds", "10000", "--recipe", "heNormal", "--recipe", "zeros",
    ]
    // A busy machine may need longer for the first run.
    for seconds in [0.8, 3, 12] {
      let results = try interrupted(arguments, after: seconds)
      #expect(results.interrupted)
      #expect(results.runs.allSatisfy { $0.loss.count == results.epochs })
      #expect(results.runs.count < 20_000)
      if Set(results.runs.map(\.recipe)).count == 2 {
        #expect(results.summary.map(\.recipe) == ["heNormal", "zeros"])
        return
      }
    }
    Issue.record("no run was finished within 12 seconds")
  }

  @Test("with no run finished the report and the JSON say so")
  func nothingFinished() throws {
    let results = try interrupted(
      ["64-300x3-10", "--epochs", "1000000", "--seeds", "1", "--recipe", "heNormal"], after: 1.5)
    #expect(results.interrupted)
    #expect(results.runs.isEmpty && results.summary.isEmpty)
    #expect(results.sentences == ["No run was finished, so there is nothing to compare."])
  }

  @Test("a kill leaves the report whole: the old one or the new one")
  func killed() throws {
    for milliseconds in stride(from: 20, through: 300, by: 40) {
      try scratch.write("old", to: "report.html")
      let process = try Tool.start(Tool.small + ["--report", "report.html"], in: scratch)
      usleep(UInt32(milliseconds * 1000))
      process.send(SIGKILL)
      _ = process.finish(within: 120)
      let text = try #require(scratch.text("report.html"))
      #expect(text == "old" || text.hasSuffix("</html>\n"), "after \(milliseconds) ms")
    }
  }
}
