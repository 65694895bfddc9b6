import Diagnoses

/// What checks say of all kinds of fault in all networks, as a page.
struct FaultTable {
  let outcomes: [FaultOutcome]

  /// What no finding names; the page says why.
  static let limits: [(kind: String, host: String)] = []

  private static func limits(_ kind: String, _ hosts: String...) -> [(kind: String, host: String)] {
    hosts.map { (kind, $0) }
  }

  /// The table: a row for each kind, a column for each family.
  var text: String {
    let families = outcomes.map(\.host.family).reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    let kinds = outcomes.map(\.kind).reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    var lines = [
      "| fault | " + families.joined(separator: " | ") + " |",
      "|---" + String(repeating: "|---", count: families.count) + "|",
    ]
    for kind in kinds {
      let cells = families.map { family in
        outcomes.filter { $0.kind == kind && $0.host.family == family }.map(\.cell)
          .reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
          .joined(separator: "; ")
      }
      lines.append("| \(kind) | " + cells.joined(separator: " | ") + " |")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
