import Foundation
import Recipes

extension CheckReport {
  /// What the recipe gives each parameter, and what it cannot mend; without a table where every
  /// weight has the same initializer.
  func planLines(_ style: Style, _ columns: Int, _ showsAll: Bool) -> [String] {
    guard let plan = diagnosis.plan else { return [] }
    let all = PlanRow.rows(plan, of: network)
    // An initializer's name says it all.
    let isPlain = all.allSatisfy { $0.spelling == plan.recipe || $0.spelling == "as it is" }
    var lines: [String] = []
    if showsAll || !isPlain {
      let rows = showsAll ? all : PlanRow.joined(all)
      let shown = showsAll || rows.count <= 24 ? rows : Array(rows.prefix(20))
      lines += ["", style.bold("What \(plan.recipe) draws")]
      lines += Self.lines(shown, columns)
      if shown.count < rows.count {
        lines.append("  … \(rows.count - shown.count) more kinds of parameters, --all shows them")
      }
    }
    if !plan.limits.isEmpty {
      lines += ["", style.bold("What no weights can mend")]
      lines += plan.limits.flatMap { TrainingReport.wrapped($0, columns - 2).map { "  " + $0 } }
    }
    return lines
  }

  private static func lines(_ rows: [PlanRow], _ columns: Int) -> [String] {
    let names = rows.map { row in
      let more = row.parameters.count > 1 ? " and \(row.parameters.count - 1) more" : ""
      return CheckTable.shortened(row.parameters[0], to: max(14, columns / 2 - more.count)) + more
    }
    let laws = rows.map { row in
      row.law
        + ((row.constant ?? row.standardDeviation).map { " " + Numbers.digits($0, count: 4) } ?? "")
    }
    let widths = (names.map { $0.count }.max() ?? 0, laws.map { $0.count }.max() ?? 0)
    func padded(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: width - text.count)
    }
    let indent = widths.0 + widths.1 + 6
    let hangs = columns - indent >= 24
    return rows.indices.flatMap { index -> [String] in
      let head = "  \(padded(names[index], widths.0))  \(padded(laws[index], widths.1))"
      let room = hangs ? columns - indent : columns - 6
      let reasons = TrainingReport.wrapped(rows[index].reason, room)
      guard hangs else { return [trimmed(head)] + reasons.map { "      " + $0 } }
      let first = trimmed(head + "  " + (reasons.first ?? ""))
      return [first]
        + reasons.dropFirst().map { String(repeating: " ", count: indent) + $0 }
    }
  }

  private static func trimmed(_ line: String) -> String {
    String(line.reversed().drop { $0 == " " }.reversed())
  }
}

extension Numbers {
  /// Up to so many significant digits: `0.04472`, `2`.
  static func digits(_ value: Double, count: Int) -> String {
    value.isFinite ? String(format: "%.\(count)g", value) : short(value)
  }
}
