import Foundation
import Testing
import Xavier

@Suite("The report page's file")
struct PageFileTests {
  private func page(_ network: String, _ report: TrainingReport) throws -> String {
    let renamed = TrainingReport(
      of: report.runs, in: report.comparison, networkName: network,
      activationName: report.activationName)
    return String(decoding: try ReportPage().page(of: renamed), as: UTF8.self)
  }

  @Test("nothing in it is loaded from anywhere")
  func noHosts() throws {
    let page = try page("2-8-3", SmallComparison.report(["heNormal"], network: "2-8-3", seeds: 1))
    #expect(!page.contains(/(?i)(src|href)\s*=\s*["']?\s*(https?:)?\/\//))
    #expect(!page.contains(/(?i)url\(\s*["']?\s*(https?:)?\/\//))
    #expect(!page.contains(/(?i)@import/))
    #expect(!page.contains(/(?i)<(link|script|img|iframe)[^>]+(src|href)="(?!data:)/))
    #expect(page.contains("default-src 'none'"))
  }

  @Test("no text can end the data's script element or open an element")
  func escape() throws {
    let hostile = "</script><script>alert(1)</script><!--&"
    let report = try SmallComparison.report(["heNormal"], network: "2-8-3", seeds: 1)
    let (plain, odd) = (try page("2-8-3", report), try page(hostile, report))
    func count(_ text: String, _ part: String) -> Int { text.components(separatedBy: part).count }
    for part in ["<script", "</script", "<!--"] { #expect(count(odd, part) == count(plain, part)) }
    #expect(odd.contains("\\u003c/script>\\u003cscript>alert(1)"))
    #expect(odd.contains("<title>&lt;/script>"))
    #expect(try Browser(page: odd).state.ready)
  }

  @Test("a text that looks like a placeholder stays as it is")
  func placeholders() throws {
    let report = try SmallComparison.report(["heNormal"], network: "2-8-3", seeds: 1)
    let page = try page("{{data}} /*{{js}}*/", report)
    #expect(page.contains("<title>{{data}} /*{{js}}*/ from 1 start"))
    #expect(!page.contains("{{title}}"))
  }
}
