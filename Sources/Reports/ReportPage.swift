import CAssets
import Foundation

/// A page that holds its charts, its data and its style in one file and opens offline.
public struct ReportPage: Sendable {
  private let d3: String

  /// Where Debian's node-d3 puts the chart library.
  private static let debianPath = "/usr/share/nodejs/d3/dist/d3.min.js"

  /// A page with the chart library of this machine: the file that `XAVIER_D3` names, or Debian's.
  ///
  /// - Throws: ``ReportError`` with code `.chartLibrary` when it is not there.
  public init() throws(ReportError) {
    let path = ProcessInfo.processInfo.environment["XAVIER_D3"] ?? Self.debianPath
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw .chartLibrary(path)
    }
    d3 = text
  }

  /// The page of a training report.
  public func page(of report: TrainingReport) throws -> Data {
    page(
      Self.asset(xv_report_html()), title: report.title,
      css: Self.asset(xv_report_css()) + Self.asset(xv_charts_css()),
      script: Self.asset(xv_report_js()), data: try report.pageData())
  }

  /// The page of what a check found.
  public func page(of report: CheckReport) throws -> Data {
    page(
      Self.asset(xv_check_html()), title: report.title,
      css: Self.asset(xv_report_css()) + Self.asset(xv_charts_css()) + Self.asset(xv_check_css()),
      script: Self.asset(xv_check_js()), data: try report.pageData())
  }

  /// The page of what an audit found.
  public func page(of report: AuditReport) throws -> Data {
    let styles = [xv_report_css(), xv_charts_css(), xv_check_css(), xv_audit_css()]
    return page(
      Self.asset(xv_audit_html()), title: report.title,
      css: styles.map(Self.asset).joined(separator: "\n"), script: Self.asset(xv_audit_js()),
      data: try report.pageData())
  }

  /// The page of `xavier lab`, which asks its server for everything that it shows.
  public func labPage() -> Data {
    let scripts = [
      xv_lab_state_js(), xv_lab_server_js(), xv_lab_controls_js(), xv_lab_findings_js(),
      xv_lab_charts_live_js(), xv_lab_phase_js(), xv_lab_training_js(), xv_lab_tour_js(),
      xv_lab_fans_js(), xv_lab_explanations_js(), xv_lab_explanation_figures_js(), xv_lab_main_js(),
    ]
    let styles = [xv_report_css(), xv_charts_css(), xv_lab_css()]
    return page(
      Self.asset(xv_lab_html()), title: "Xavier lab",
      css: styles.map(Self.asset).joined(separator: "\n"),
      script: scripts.map(Self.asset).joined(separator: "\n"), data: "",
      connects: "connect-src 'self'; ")
  }

  /// What every page has before its own script: words and numbers, then the charts.
  private static var commonScript: String {
    [
      xv_common_js(), xv_charts_js(), xv_chart_lines_js(), xv_chart_layers_js(),
      xv_chart_shares_js(), xv_chart_histograms_js(), xv_chart_maps_js(), xv_chart_bars_js(),
      xv_chart_tensors_js(),
    ].map(asset).joined(separator: "\n")
  }

  private func page(
    _ body: String, title: String, css: String, script: String, data: String,
    connects: String = ""
  ) -> Data {
    let parts = [
      "/*{{css}}*/": css, "/*{{js}}*/": Self.commonScript + "\n" + script,
      "/*{{d3}}*/": d3, "{{title}}": Self.escaped(title), "{{data}}": data,
      "{{connect}}": connects,
    ]
    return Data(Self.fill(Self.asset(xv_head_html()) + body, parts).utf8)
  }

  // One pass, so that a placeholder inside a part stays as it is.
  private static func fill(_ template: String, _ parts: [String: String]) -> String {
    var result = ""
    var rest = template[...]
    while let next = parts.keys.compactMap({ rest.range(of: $0) }).min(by: {
      $0.lowerBound < $1.lowerBound
    }) {
      result += rest[..<next.lowerBound]
      result += parts[String(rest[next])] ?? ""
      rest = rest[next.upperBound...]
    }
    return result + rest
  }

  private static func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
  }
}

extension ReportPage {
  private static func asset(_ asset: xv_asset) -> String {
    String(decoding: UnsafeBufferPointer(start: asset.bytes, count: asset.size), as: UTF8.self)
  }
}
