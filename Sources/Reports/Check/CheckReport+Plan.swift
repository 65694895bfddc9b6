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
      lines += PlanRow.lines(shown, columns: columns)
      if shown.count < rows.count {
        lines.append("  … \(rows.count - shown.count) more kinds of parameters, --all shows them")
      }
    }
    lines += adjustmentLines(style, columns, showsAll)
    if !plan.limits.isEmpty {
      lines += ["", style.bold("What no weights can mend")]
      lines += plan.limits.flatMap { TrainingReport.wrapped($0, columns - 2).map { "  " + $0 } }
    }
    return lines
  }

  // What examples changed of the first draw.
  private func adjustmentLines(_ style: Style, _ columns: Int, _ showsAll: Bool) -> [String] {
    let all = diagnosis.adjustments
    guard !all.isEmpty else { return [] }
    let shown = showsAll || all.count <= 12 ? all : Array(all.prefix(10))
    var table = TerminalTable(
      header: ["  parameter", "factor", "why"], alignments: [.left, .right, .left])
    table.rows = shown.map {
      [
        "  " + CheckTable.shortened($0.parameter, to: columns / 3), Numbers.short($0.factor),
        $0.reason,
      ]
    }
    let more = all.count - shown.count
    return ["", style.bold("What the examples changed")] + table.lines(limit: columns) { $0 }
      + (more > 0 ? ["  … \(Numbers.counted(more, "more parameter")), --all shows them"] : [])
  }
}
