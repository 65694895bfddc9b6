import Foundation
import TestSupport
import Testing
import Xavier

/// The page's data against the audit's JSON, and the page in Chromium.
@Suite("The page of an audit", .serialized)
struct AuditPageTests {
  private static func golden(_ name: String) -> String {
    Golden.folder.appendingPathComponent("audit/\(name).safetensors").path
  }

  private func report(
    _ name: String, recipe: String? = nil, against other: String? = nil
  ) throws -> AuditReport {
    let file = try Checkpoint(contentsOf: Self.golden(name))
    let named = file.namedParameters(layout: nil)
    var audit = Audit(file, parameters: named.parameters)
    audit.recipe = try recipe.map { try RecipeCatalog.recipe(named: $0) }
    if let other { audit.compare(with: try Checkpoint(contentsOf: Self.golden(other))) }
    audit.wantsHistograms = true
    var report = AuditReport(try audit.run(), of: "\(name).safetensors")
    report.describeAxes(layout: nil, file, named)
    return report
  }

  private func report(_ sources: [AuditSource], named name: String = "x") throws -> AuditReport {
    var audit = Audit(sources)
    audit.wantsHistograms = true
    return AuditReport(try audit.run(), of: name)
  }

  private func text(_ report: AuditReport) throws -> String {
    String(decoding: try ReportPage().page(of: report), as: UTF8.self)
  }

  private func data(_ report: AuditReport) throws -> [String: Any] {
    let page = try text(report)
    let found = try #require(
      page.firstMatch(of: /<script type="application\/json" id="data">(.*?)<\/script>/))
    return try #require(
      try JSONSerialization.jsonObject(with: Data(found.1.utf8)) as? [String: Any])
  }

  private func check(
    _ report: AuditReport, charts: Int, _ location: SourceLocation = #_sourceLocation
  ) throws -> Browser {
    let page = try Browser(page: try text(report))
    #expect(page.state.error == nil, sourceLocation: location)
    #expect(page.state.ready, sourceLocation: location)
    #expect(page.state.charts == charts, sourceLocation: location)
    #expect(page.console == [], sourceLocation: location)
    #expect(page.elements.contains(/<p id="error"[^>]* hidden=""/), sourceLocation: location)
    #expect(!page.elements.contains(/\ d="[^"]*(NaN|Infinity|undefined)/), sourceLocation: location)
    #expect(!page.text.contains("undefined"), sourceLocation: location)
    for finding in report.result.findings {
      #expect(page.text.contains(finding.message), "\(finding)", sourceLocation: location)
      #expect(page.text.contains(finding.remedy), sourceLocation: location)
    }
    return page
  }

  private func normal(_ count: Int, seed: UInt64) throws -> [Float] {
    try InitializerCatalog.initializer(spelled: "normal:0.02").draw(
      .dense(in: count, out: 1), path: "x", seed: seed)
  }

  @Test("the data has the findings, tensors and changes of the JSON, number for number")
  func sameAsJSON() throws {
    let reports = [
      try report("gpt2_unscaled"), try report("gpt2_scaled", recipe: "normal:0.02"),
      try report("trained_redrawn", against: "trained"), try report("attention_fused"),
      try report("missing_key"), try report("trunc_normal_bf16"),
    ]
    for report in reports {
      let (page, json) = (try data(report), try document(report))
      #expect(page["schema"] as? String == "xavier.audit-report/1")
      #expect(page["checkpoint"] as? String == json["checkpoint"] as? String)
      #expect(page["recipe"] as? String == json["recipe"] as? String)
      let findings = try objects(page, "findings")
      let expected = try objects(json, "findings")
      #expect(findings.count == expected.count)
      for (a, b) in zip(findings, expected) {
        for key in ["code", "severity", "message", "remedy"] {
          #expect(a[key] as? String == b[key] as? String)
        }
        #expect(a["tensor_count"] as? Int == (b["tensors"] as? [String])?.count)
      }
      try compareTensors(report, try objects(page, "tensors"), json)
    }
  }

  private func compareTensors(
    _ report: AuditReport, _ tensors: [[String: Any]], _ json: [String: Any]
  ) throws {
    let expected = try objects(json, "tensors")
    let changes = Dictionary(
      uniqueKeysWithValues: (json["changes"] as? [[String: Any]] ?? []).map {
        ($0["name"] as? String ?? "", $0)
      })
    #expect(tensors.count == expected.count)
    for (index, (a, b)) in zip(tensors, expected).enumerated() {
      let name = try #require(b["name"] as? String)
      #expect(a["number"] as? Int == index + 1)
      for key in ["name", "dtype", "role"] { #expect(a[key] as? String == b[key] as? String) }
      #expect(a["shape"] as? [Int] == b["shape"] as? [Int])
      for key in ["mean", "minimum", "maximum", "standard_deviation"] {
        #expect(a[key] as? Double == b[key] as? Double, "\(name) \(key)")
      }
      for key in ["nan_count", "infinity_count", "zero_count", "denormal_count"] {
        #expect(a[key] as? Int ?? 0 == b[key] as? Int ?? 0, "\(name) \(key)")
      }
      let line =
        report.result.recipe != nil
        ? b["expected_standard_deviation"] : b["initializer_standard_deviation"]
      if let line = line as? Double { #expect(a["line_deviation"] as? Double == line) }
      if let law = b["law"] as? String, (b["parts"] as? [Any])?.isEmpty == true {
        #expect(a["law"] as? String == law)
      }
      let change = changes[name]
      #expect(a["change"] as? String == change?["change"] as? String)
      #expect(a["relative_change"] as? Double == change?["relative_change"] as? Double)
      #expect(a["correlation"] as? Double == change?["correlation"] as? Double)
      let codes = report.result.findings.filter { $0.tensors.contains(name) }
        .map { $0.code.rawValue }
      #expect(a["codes"] as? [String] ?? [] == codes, "\(name)")
    }
  }

  private func document(_ report: AuditReport) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: report.json()) as? [String: Any])
  }

  private func objects(_ object: [String: Any], _ key: String) throws -> [[String: Any]] {
    try #require(object[key] as? [[String: Any]])
  }

  @Test("the verdict, every finding with its tensors and remedy, and every tensor are on the page")
  func found() throws {
    let report = try report("gpt2_unscaled")
    let page = try check(report, charts: 13)
    #expect(page.text.contains("1 warning"))
    #expect(page.text.contains("warning: depth-scaling"))
    #expect(page.text.contains("h.{0…3}.attn.c_proj.weight"))
    #expect(
      page.elements.matches(of: /<tr id="tensor-/).count == report.result.tensors.count)
    #expect(
      page.elements.contains(/<tr id="tensor-\d+" class="warning"><th[^>]*>h\.0\.attn\.c_proj/))
    #expect(page.elements.contains(/class="theory" d="M/))
    let clean = try check(try self.report("gpt2_scaled"), charts: 13)
    #expect(clean.text.contains("Nothing found"))
    #expect(clean.text.contains("Nothing was found."))
  }

  @Test("with another checkpoint the change of each tensor has a chart and columns")
  func against() throws {
    let report = try report("trained_redrawn", against: "trained")
    let histograms = report.result.tensors.count { $0.histogram != nil }
    let page = try check(report, charts: 2 + min(12, histograms))
    #expect(page.text.contains("Change of each tensor"))
    #expect(page.text.contains("fault: redrawn"))
    #expect(page.text.contains("|a − b| / |a|"))
    let equal = report.result.comparison?.entries.count { $0.change == .equal } ?? 0
    #expect(page.text.contains("\(equal) of \(report.result.tensors.count) tensors are equal"))
  }

  @Test("NaN, one number, integers, no number and no tensor are drawn")
  func odd() throws {
    var broken = try normal(2000, seed: 1)
    broken[7] = .nan
    broken[9] = .infinity
    let report = try report([
      AuditSource("layers.0.weight", StoredTensor([40, 50], floats: broken)),
      AuditSource("zero.weight", .filled(type: .float32, shape: [40, 50], value: 0)),
      AuditSource("steps", StoredTensor([], integers: [3])),
      AuditSource("empty", StoredTensor([0, 4], floats: [])),
      AuditSource("nothing", StoredTensor([2], floats: [.nan, .nan])),
    ])
    let page = try check(report, charts: 2)
    #expect(page.text.contains("1 NaN, 1 infinite"))
    #expect(page.text.contains("fault: not-finite"))
    #expect(page.text.contains("2 not finite"))
    _ = try check(try self.report([]), charts: 0)
    _ = try check(
      try self.report([AuditSource("only", StoredTensor([], floats: [2]))]), charts: 0)
  }

  @Test("no text can end the data's script element, and nothing is loaded from anywhere")
  func hostile() throws {
    let name = "</script><script>alert(1)</script><!--&{{data}}.0.weight\u{202e}\n\u{0}\"'`x`"
    func made(_ name: String) throws -> AuditReport {
      var broken = try normal(2000, seed: 1)
      broken[7] = .nan
      return try report(
        [AuditSource(name, StoredTensor([40, 50], floats: broken))], named: name)
    }
    let (odd, even) = (try text(try made(name)), try text(try made("a")))
    for part in ["<script", "</script", "<!--"] {
      #expect(odd.components(separatedBy: part).count == even.components(separatedBy: part).count)
    }
    #expect(odd.contains("<title>&lt;/script>"))
    let page = try Browser(page: odd)
    #expect(page.state.ready && page.console == [] && page.state.charts == 2)
    #expect(page.text.contains("<script>alert(1)"))
    #expect(!page.elements.contains("<script>alert"))
    #expect(!even.contains(/(?i)(src|href)\s*=\s*["']?\s*(https?:)?\/\//))
    #expect(!even.contains(/(?i)<(link|script|img|iframe)[^>]+(src|href)="(?!data:)/))
    #expect(even.contains("default-src 'none'"))
  }

  @Test(
    "100,000 tensors give a page that opens, has those with findings, and says what is left out")
  func many() throws {
    let numbers = try normal(64, seed: 3)
    var broken = numbers
    broken[0] = .nan
    let sources = (0..<100_000).map { index in
      let floats = index % 50 == 7 ? broken : numbers.map { $0 * Float(index + 1) }
      return AuditSource("layers.\(index).weight", StoredTensor([8, 8], floats: floats))
    }
    let report = try report(sources, named: "many")
    #expect(report.result.findings.count { $0.code == .notFinite } == 2000)
    let whole = try text(report)
    #expect(whole.utf8.count < 16_000_000, "\(whole.utf8.count)")
    let held = try objects(try data(report), "tensors")
    #expect(held.count == 20_000)
    #expect(held.count { $0["codes"] != nil } == 2000)
    #expect(held.count { $0["histogram"] != nil } == 200)
    let page = try Browser(page: whole)
    #expect(page.state.ready && page.console == [])
    #expect(page.elements.matches(of: /<tr id="tensor-/).count == 300)
    #expect(page.elements.matches(of: /<article/).count == 50)
    #expect(page.text.contains("Show more of the 2,000 findings"))
    #expect(page.text.contains("2,000 of 20,000 tensors are drawn"))
    #expect(page.text.contains("20,000 of the file’s 100,000 tensors"))
    #expect(page.text.contains("Of 100,000 tensors 200 are here."))
  }

  @Test("the verdict counts findings by severity, notes apart")
  func verdict() throws {
    #expect(try report("gpt2_scaled").verdict == "nothing found")
    #expect(try report("gpt2_unscaled").verdict == "1 warning")
    #expect(try report("adapters_sharded").verdict.contains("note"))
  }
}
