import Testing
import Xavier

@Suite("A report in a terminal")
struct TerminalTextTests {
  private let names = ["zeros", "glorotUniform", "heNormal"]

  @Test("the table has a row for each recipe with the numbers of its summary")
  func rows() throws {
    let report = try SmallComparison.report(names)
    let lines = report.terminalText(usesColor: false).split(separator: "\n").map(String.init)
    for summary in report.summaries {
      let line = try #require(lines.first { $0.hasPrefix("\(summary.recipe) ") })
      #expect(line.contains(" \(Numbers.percent(summary.testAccuracy.mean)) ± "))
      #expect(line.contains("\(Int(summary.divergedShare * 100)) %"))
      #expect(line.contains("\(Numbers.short(summary.signals[0])) → "))
      #expect(line.contains(" → \(Numbers.short(summary.gradients[2]))"))
      #expect(line.hasSuffix("  \(summary.outcome.rawValue)"))
    }
  }

  @Test("exactly one recipe bears the star, and = those that cannot be told from it")
  func marks() throws {
    let report = try SmallComparison.report(names)
    let lines = report.terminalText(usesColor: false).split(separator: "\n").map(String.init)
    for summary in report.summaries {
      let line = try #require(lines.first { $0.hasPrefix("\(summary.recipe) ") })
      let isBest = summary.recipe == report.best?.recipe
      #expect(line.contains(" % * ") == isBest)
      #expect(line.contains(" % = ") == (!isBest && summary.isLikeBest == true))
    }
  }

  @Test("colours change no letter")
  func colours() throws {
    let report = try SmallComparison.report(names)
    let plain = report.terminalText(usesColor: false)
    let colored = report.terminalText(usesColor: true)
    #expect(colored != plain)
    #expect(colored.replacing(/\u{1B}\[[0-9]+m/, with: "") == plain)
  }

  @Test("one seed and one epoch are singular, and need no key for intervals")
  func singular() throws {
    let report = try SmallComparison.report(["zeros"], seeds: 1, epochs: 1)
    let text = report.terminalText(usesColor: false)
    #expect(text.hasPrefix("2-8-8-3, tanh, points, sgd at 0.05, batch 4, 1 epoch, 1 seed\n"))
    #expect(!text.contains("±") && !text.contains("(*)"))
  }

  @Test("sentences are broken at the width asked for", arguments: [40, 80, 100])
  func width(_ columns: Int) throws {
    let report = try SmallComparison.report(names)
    let text = report.terminalText(usesColor: false, columns: columns)
    let sentences = text.components(separatedBy: "\n\n").last ?? ""
    #expect(sentences.split(separator: "\n").allSatisfy { $0.count <= columns })
    #expect(
      sentences.split(whereSeparator: \.isWhitespace)
        == report.sentences.joined(separator: " ").split(separator: " "))
  }
}
