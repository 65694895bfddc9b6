import Foundation
import Testing
import Xavier

@Suite("The page of a check in Chromium", .serialized)
struct CheckPageTests {
  private typealias Sample = SampleDiagnosis

  private func check(
    _ report: CheckReport, charts: Int, _ location: SourceLocation = #_sourceLocation
  ) throws -> Browser {
    let page = try Browser(page: String(decoding: ReportPage().page(of: report), as: UTF8.self))
    #expect(page.state.error == nil, sourceLocation: location)
    #expect(page.state.ready, sourceLocation: location)
    #expect(page.state.charts == charts, sourceLocation: location)
    #expect(page.console == [], sourceLocation: location)
    #expect(page.elements.contains(/<p id="error"[^>]* hidden=""/), sourceLocation: location)
    #expect(!page.elements.contains(/\ d="[^"]*(NaN|Infinity|undefined)/), sourceLocation: location)
    #expect(
      !page.text.contains("NaN") && !page.text.contains("undefined"), sourceLocation: location)
    return page
  }

  @Test("findings link to the rows of their layers, and each layer has a row")
  func findings() throws {
    let layers = Sample.deep(40)
    let page = try check(
      Sample.report(
        layers,
        findings: [
          Sample.finding(.vanishing, at: "layers.7"), Sample.finding(.collapsed, at: nil),
          Sample.finding(.dead, at: "layers.9.weight", weight: .note),
        ]), charts: 3)
    #expect(page.elements.contains(##"<a href="#layer-8">layers.7</a>"##))
    #expect(page.elements.contains(##"<a href="#layer-10">layers.9.weight</a>"##))
    #expect(page.elements.contains(#"<tr id="layer-8" class="verdict">"#))
    #expect(page.elements.contains(#"<tr id="layer-10" class="note">"#))
    #expect(page.elements.matches(of: /<tr id="layer-/).count == 40)
    for text in ["What is wrong, with its figures.", "Why it is so.", "What to do about it."] {
      #expect(page.text.contains(text))
    }
    #expect(page.text.contains("note: dead at layers.9.weight"))
    // Each of the three charts has a line for each finding with a layer.
    #expect(page.elements.matches(of: /class="finding (verdict|note)" y1/).count == 6)
  }

  @Test("a healthy network says so, and shares have a chart only where there are some")
  func healthy() throws {
    let plain = try check(Sample.report([Sample.layer("a"), Sample.layer("b")]), charts: 3)
    #expect(plain.text.contains("Nothing was found: signal and gradient travel"))
    let shares = [
      Sample.layer("a", "affine", bias: 0.5), Sample.layer("b", dead: 0.5),
      Sample.layer("c", "tanh", saturated: 0.1),
    ]
    let page = try check(Sample.report(shares), charts: 4)
    #expect(page.text.contains("Dead: channels that are 0 on every example; flat: values"))
  }

  @Test("theory alone is drawn as lines, without points")
  func theory() throws {
    let method = Diagnosis.Method(
      isMeasured: false, reason: nil, examples: 32, draws: 3, seed: 0, data: "numbers", remarks: [])
    let layers = (0..<5).map { Sample.layer("layers.\($0)", isMeasured: false) }
    let page = try check(Sample.report(layers, method: method), charts: 3)
    #expect(page.text.contains("Theory alone, for numbers."))
    #expect(page.elements.contains(/class="theory" d="M/))
    #expect(!page.elements.contains(/class="dots" d="M/))
  }

  @Test("zeros, numbers that are none, one layer and no layer are drawn")
  func odd() throws {
    let odd = [
      Sample.layer("a", q: 0, gradient: 0), Sample.layer("b", q: .nan, gradient: .infinity),
      Sample.layer("c", cosine: 1), Sample.layer("d", q: 1e300, gradient: 1e-300),
    ]
    let page = try check(
      Sample.report(odd, findings: [Sample.finding(.nonfinite, at: "b")]), charts: 3)
    #expect(page.elements.contains(/class="zeros" d="M/))
    _ = try check(Sample.report([Sample.layer("only")]), charts: 3)
    _ = try check(Sample.report([]), charts: 0)
  }

  @Test("many layers are listed in parts, those with findings at once")
  func many() throws {
    let layers = (0..<2000).map { Sample.layer("layers.\($0)") }
    let page = try check(
      Sample.report(layers, findings: [Sample.finding(.dead, at: "layers.1500")]), charts: 3)
    #expect(page.elements.matches(of: /<tr id="layer-/).count == 301)
    #expect(page.elements.contains(#"<tr id="layer-1501" class="verdict">"#))
    #expect(page.text.contains("Show more of the 2,000 layers"))
  }

  @Test("the plan joins parameters that are drawn alike")
  func plan() throws {
    let page = try check(Sample.report([Sample.layer("a")]), charts: 3)
    #expect(page.text.contains("What heNormal draws"))
    #expect(page.text.contains("layers.0.weight"))
  }

  @Test("no text can end the data's script element, and nothing is loaded from anywhere")
  func hostile() throws {
    let name = "</script><script>alert(1)</script><!--&{{data}}"
    let hostile = Sample.report(
      [Sample.layer(name)], findings: [Sample.finding(.dead, at: name)], name: name)
    let plain = Sample.report([Sample.layer("a")], findings: [Sample.finding(.dead, at: "a")])
    func text(_ report: CheckReport) throws -> String {
      String(decoding: try ReportPage().page(of: report), as: UTF8.self)
    }
    let (odd, even) = (try text(hostile), try text(plain))
    for part in ["<script", "</script", "<!--"] {
      #expect(odd.components(separatedBy: part).count == even.components(separatedBy: part).count)
    }
    let page = try check(hostile, charts: 3)
    #expect(page.text.contains("<script>alert(1)"))
    #expect(!even.contains(/(?i)(src|href)\s*=\s*["']?\s*(https?:)?\/\//))
    #expect(!even.contains(/(?i)<(link|script|img|iframe)[^>]+(src|href)="(?!data:)/))
    #expect(even.contains("default-src 'none'"))
  }
}
