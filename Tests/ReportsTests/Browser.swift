import Foundation
import TestSupport
import Testing
import Xavier

/// A report page after headless Chromium has run its scripts.
struct Browser {
  /// The text of the page's body, scripts and styles left out.
  let text: String
  /// The page's elements as they ended up.
  let elements: String
  /// What its scripts said of themselves: `window.xavierReport`.
  let state: State
  /// What the console showed of warnings and errors.
  let console: [String]

  struct State: Decodable {
    let ready: Bool
    let charts: Int
    let error: String?
  }

  init(_ report: TrainingReport) throws {
    try self.init(page: String(decoding: ReportPage().page(of: report), as: UTF8.self))
  }

  init(page: String) throws {
    let scratch = try Scratch()
    // The page's own policy allows scripts inside the page; this one reads what the others left.
    let probe = """
      <script>document.documentElement.dataset.state = JSON.stringify(window.xavierReport);</script>
      </body>
      """
    let end = try #require(page.range(of: "</body>", options: .backwards))
    try scratch.write(page.replacingCharacters(in: end, with: probe), to: "page.html")
    let result = try ChildProcess(
      "/usr/bin/env",
      [
        "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        "--user-data-dir=\(scratch.path("profile"))", "--enable-logging=stderr",
        "--virtual-time-budget=8000", "--dump-dom", "file://\(scratch.path("page.html"))",
      ], in: scratch.folder
    ).finish(within: 120)
    try #require(result.status == 0, "chromium has to be installed: \(result.errors.suffix(500))")
    console = result.errors.split(separator: "\n").map(String.init)
      .filter { $0.contains("CONSOLE") || $0.contains("Uncaught") }

    let dom = result.output
    let stated = try #require(dom.firstMatch(of: /data-state="([^"]*)"/))
    let json = stated.1.replacingOccurrences(of: "&quot;", with: "\"")
    state = try JSONDecoder().decode(State.self, from: Data(json.utf8))
    elements = dom.replacing(/(?s)<(script|style)\b.*?<\/\1>/, with: "")
    text = elements.replacing(/(?s)<[^>]*>/, with: "")
      .replacingOccurrences(of: "&nbsp;", with: " ").replacingOccurrences(of: "&lt;", with: "<")
      .replacingOccurrences(of: "&gt;", with: ">").replacingOccurrences(of: "&amp;", with: "&")
  }
}
