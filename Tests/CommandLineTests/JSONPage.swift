import Foundation
import Testing
import TestSupport

/// What Documentation/JSON.md says.
enum JSONPage {
  /// The keys that a section lists; a row may list several.
  static func keys(_ section: String) throws -> Set<String> {
    let page = sourcesFolder.deletingLastPathComponent()
      .appendingPathComponent("Documentation/JSON.md")
    let sections = try String(contentsOf: page, encoding: .utf8).components(separatedBy: "\n## ")
    let text = try #require(sections.first { $0.hasPrefix("\(section)\n") })
    // The section's first table.
    let table = text.components(separatedBy: "\n\n").first { $0.hasPrefix("|") } ?? ""
    let rows = table.components(separatedBy: "\n").dropFirst(2)
    return Set(
      rows.flatMap { row in
        row.components(separatedBy: " | ")[0].matches(of: /`([a-z_]+)`/).map { String($0.1) }
      })
  }
}
