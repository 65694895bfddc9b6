import Foundation
import Testing
import TestSupport

@Suite("Output of a comparison")
struct ComparisonOutputTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test("a small comparison prints setting, table, key, sentences and the report's place")
  func table() throws {
    let result = try Tool.run(Tool.small, in: scratch)
    #expect(result.status == 0)
    #expect(result.errors == "")
    let lines = result.output.split(separator: "\n").map(String.init)
    #expect(lines[0] == "64-16-10, relu, optdigits, adam at 0.001, batch 32, 1 epoch, 2 seeds")
    let words = lines[1].split(separator: "  ").map { $0.trimmingCharacters(in: .whitespaces) }
    #expect(
      words.filter { !$0.isEmpty } == [
        "recipe", "test accuracy", "epochs to 90 %", "diverged", "signal", "gradient", "outcome",
      ])
    #expect(lines[2].hasPrefix("zeros "))
    #expect(lines[2].contains("  0 → 0  ") && lines[2].hasSuffix("stalls"))
    #expect(lines[3].hasPrefix("glorotUniform "))
    #expect(lines[3].contains(" % * "))
    #expect(result.output.contains("After 1 epoch, glorotUniform did best with "))
    #expect(result.output.hasSuffix("\n\nreport: xavier-report.html\n"))
    #expect(scratch.names == ["xavier-report.html"])
  }

  @Test("no line of a comparison is wider than 100 columns, whatever the recipes are called")
  func widths() throws {
    let result = try Tool.run(
      Tool.small + ["--recipe", "varianceScaling:2,fanGeometricAverage,truncatedNormal"],
      in: scratch)
    #expect(result.output.split(separator: "\n").allSatisfy { $0.count <= 100 })
    #expect(result.output.contains("\nvarianceScaling:2,fanGeometricAverage,truncatedNormal\n"))
  }

  @Test("report and JSON appear where they are wanted")
  func places() throws {
    let result = try Tool.run(Tool.small + ["--report", "a.html", "--json", "b.json"], in: scratch)
    #expect(result.output.hasSuffix("\nreport: a.html\n"))
    #expect(scratch.names == ["a.html", "b.json"])
    #expect(scratch.text("a.html")?.hasSuffix("</html>\n") == true)
    #expect(scratch.text("b.json")?.hasSuffix("}\n") == true)
  }

  @Test("--json - leaves standard output to the JSON and prints the table on standard error")
  func standardOutput() throws {
    let result = try Tool.run(Tool.small + ["--no-report", "--json", "-"], in: scratch)
    _ = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    #expect(result.output.hasPrefix("{") && result.output.hasSuffix("}\n"))
    #expect(result.errors.contains("recipe         test accuracy"))
    #expect(scratch.names == [])
  }

  @Test("--quiet prints nothing and writes report and JSON all the same")
  func quiet() throws {
    let result = try Tool.run(Tool.small + ["--quiet", "--json", "a.json"], in: scratch)
    #expect((result.status, result.output, result.errors) == (0, "", ""))
    #expect(scratch.names == ["a.json", "xavier-report.html"])
  }

  @Test("the same command gives the same JSON twice, and with one thread or three")
  func repeatable() throws {
    let runs = try [[], [], ["--threads", "1"], ["--threads", "3"]].map {
      try Tool.run(Tool.small + ["--no-report", "--json", "-"] + $0, in: scratch).output
    }
    #expect(Set(runs).count == 1)
  }

  @Test("another first seed gives other runs")
  func seed() throws {
    let runs = try ["0", "5"].map {
      try Tool.run(Tool.small + ["--no-report", "--json", "-", "--seed", $0], in: scratch).output
    }
    #expect(runs[0] != runs[1])
    #expect(runs[1].contains("\"seed\" : 5") && runs[1].contains("\"seed\" : 6"))
  }

  @Test("a CSV file and a directory of IDX files are learned from")
  func files() throws {
    let rows = (0..<60).map { "\($0 % 3 * 2).\($0),\($0 % 2).5,\(["ash", "elm", "oak"][$0 % 3])" }
    try scratch.write("height,width,tree\n" + rows.joined(separator: "\n") + "\n", to: "trees.csv")
    let table = try Tool.run(
      ["train", "2-8-3", "--data", "trees.csv", "--epochs", "1", "--seeds", "1", "--no-report"],
      in: scratch)
    #expect(table.status == 0)
    #expect(table.output.hasPrefix("2-8-3, relu, trees, "))

    let digits = sourcesFolder.appendingPathComponent("CAssets/Optdigits").path
    let images = try Tool.run(Tool.small + ["--data", digits, "--no-report"], in: scratch)
    let embedded = try Tool.run(Tool.small + ["--no-report"], in: scratch)
    #expect(
      images.output == embedded.output.replacingOccurrences(of: "optdigits", with: "Optdigits"))
  }
}
