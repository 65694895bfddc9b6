import Foundation
import Testing
import Xavier

@Suite("The report page in Chromium", .serialized)
struct PageTests {
  private func check(
    _ report: TrainingReport, charts: Int, _ location: SourceLocation = #_sourceLocation
  ) throws -> Browser {
    let page = try Browser(report)
    #expect(page.state.ready, sourceLocation: location)
    #expect(page.state.error == nil, sourceLocation: location)
    #expect(page.state.charts == charts, sourceLocation: location)
    #expect(page.console == [], sourceLocation: location)
    #expect(page.elements.contains(/<p id="error"[^>]* hidden=""/), sourceLocation: location)
    for sentence in report.sentences + [report.comparisonSentence] {
      #expect(page.text.contains(sentence), "\(sentence)", sourceLocation: location)
    }
    for summary in report.summaries {
      #expect(page.text.contains(summary.recipe), sourceLocation: location)
    }
    let series = page.elements.matches(of: /class="series"/).count
    #expect(series > 0 || report.summaries.isEmpty, sourceLocation: location)
    return page
  }

  @Test("several recipes and seeds give four line charts, two panels and a row for each recipe")
  func several() throws {
    let report = try SmallComparison.report(["zeros", "normal:0.01", "glorotUniform", "orthogonal"])
    let page = try check(report, charts: 6)
    #expect(page.text.contains("2-8-8-3 from 4 starts: weight initialization at work"))
    #expect(page.text.contains("Epochs to 90 %"))
    for mark in ["chance", "threshold", "best", "learns"] { #expect(page.text.contains(mark)) }
    #expect(page.elements.matches(of: /<th scope="row"/).count >= 4)
    #expect(page.elements.contains(/<p id="interrupted"[^>]* hidden=""/))
  }

  @Test("one recipe and one seed give one panel and no false plural")
  func single() throws {
    let report = try SmallComparison.report(["heNormal"], seeds: 1, epochs: 1, threshold: 0.855)
    let page = try check(report, charts: 5)
    #expect(page.text.contains("from 1 start:"))
    #expect(page.text.contains("Epochs to 85.5 %"))
    #expect(!page.text.contains(/\b1 (starts|epochs|recipes|seeds)\b/))
  }

  @Test("runs that all diverged are drawn without numbers that are none")
  func diverged() throws {
    let report = try SmallComparison.report(
      ["heNormal", "uniform:1e30"], activation: "relu", learningRate: 1e30)
    #expect(report.summaries.allSatisfy { $0.outcome == .diverges })
    let page = try check(report, charts: 6)
    #expect(!page.elements.contains(/\ d="[^"]*NaN/))
    #expect(!page.text.contains("NaN") && !page.text.contains("undefined"))
  }

  @Test("interrupted work is called so, with runs and without")
  func interrupted() throws {
    let some = try check(
      SmallComparison.report(["heNormal", "zeros"], isKept: { $0.seed == 0 }), charts: 6)
    #expect(!some.elements.contains(/<p id="interrupted"[^>]* hidden=""/))
    let none = try check(
      SmallComparison.report(["heNormal", "zeros"], isKept: { _ in false }), charts: 0)
    #expect(!none.elements.contains(/<p id="interrupted"[^>]* hidden=""/))
    #expect(none.text.contains("from 0 starts"))
  }

  @Test("a network without hidden layers is drawn")
  func shallow() throws {
    _ = try check(SmallComparison.report(["heNormal", "zeros"], network: "2-3"), charts: 5)
  }

  @Test("recipe names with colons and commas reach the page")
  func names() throws {
    let report = try SmallComparison.report(["varianceScaling:2,fanIn,normal", "constant:-0.5"])
    let page = try check(report, charts: 6)
    #expect(page.text.contains("varianceScaling:2,fanIn,normal"))
    #expect(page.text.contains("constant:-0.5"))
  }

  @Test("a fault in the data is shown to the reader and makes the page not ready")
  func fault() throws {
    let report = try SmallComparison.report(["heNormal"], seeds: 1, epochs: 1)
    let page = String(decoding: try ReportPage().page(of: report), as: UTF8.self)
    let broken = page.replacingOccurrences(of: "\"recipes\":[{", with: "\"recipes\":[null,{")
    #expect(broken != page)
    let shown = try Browser(page: broken)
    #expect(!shown.state.ready)
    #expect(shown.text.contains("This report could not be drawn in full"))
  }
}
