import Diagnoses

extension AuditReport {
  /// The findings and the table of tensors, for a terminal or a log.
  ///
  /// - Parameters:
  ///   - usesColor: whether findings are coloured and headers are bold.
  ///   - columns: where lines are broken.
  ///   - showsAll: whether every tensor has a row of its own.
  public func terminalText(
    usesColor: Bool = false, columns: Int = 100, showsAll: Bool = false
  ) -> String {
    let style = Style(isColored: usesColor)
    let serious = result.findings.filter { $0.severity != .note }
    let verdict =
      serious.isEmpty
      ? "nothing found"
      : Numbers.list(
        codes.filter { code in serious.contains { $0.code == code } }
          .map { $0.rawValue })
    var lines = [style.verdict(verdict, isGood: serious.isEmpty)]
    lines += TrainingReport.wrapped("\(name): \(summary)", columns)
    for finding in result.findings { lines += [""] + self.lines(finding, style, columns, showsAll) }
    lines += tableLines(style, columns, showsAll)
    lines += changeLines(style, columns, showsAll)
    if !remarks.isEmpty {
      lines += [""] + remarks.flatMap { TrainingReport.wrapped($0, columns) }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func lines(
    _ finding: AuditFinding, _ style: Style, _ columns: Int, _ showsAll: Bool
  ) -> [String] {
    let head =
      finding.severity == .note
      ? style.doubtful("· note, \(finding.code.rawValue)")
      : style.bad("! \(finding.code.rawValue)")
    var lines = [head]
    lines += TrainingReport.wrapped(finding.message, columns - 4).map { "  " + $0 }
    let names = NumberedNames.groups(finding.tensors).map(NumberedNames.joined)
    if finding.tensors.count > 1 {
      let shown = showsAll ? finding.tensors : Array(names.prefix(8))
      let rest = showsAll ? 0 : names.count - shown.count
      let text = shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
      lines += Self.hanging("tensors", text, columns)
    }
    return lines + Self.hanging("remedy", finding.remedy, columns)
  }

  private static func hanging(_ label: String, _ text: String, _ columns: Int) -> [String] {
    TrainingReport.wrapped(text, columns - 11).enumerated().map { index, line in
      let head = index == 0 ? label : ""
      return "  \(head)\(String(repeating: " ", count: 9 - head.count))\(line)"
    }
  }

  private func tableLines(_ style: Style, _ columns: Int, _ showsAll: Bool) -> [String] {
    guard !result.tensors.isEmpty else { return [] }
    let rows = AuditRow.rows(self, isEachAlone: showsAll)
    var header = ["  tensor", "shape", "type", "law", "deviation", "expected", "initializer"]
    var alignments: [TerminalTable.Alignment] = [.left, .left, .left, .left, .right, .right, .left]
    var cells = rows.map { $0.cells }
    if result.recipe == nil {
      header.remove(at: 5)
      alignments.remove(at: 5)
      for index in cells.indices { cells[index].remove(at: 5) }
    }
    let table = TerminalTable(header: header, alignments: alignments, rows: cells)
    let lines = table.lines(limit: columns) { $0 }
    return [""] + [style.bold(lines[0])]
      + lines.dropFirst().map { line in
        line.hasPrefix("!") ? style.bad(line) : line.hasPrefix("·") ? style.doubtful(line) : line
      }
      + ["", "  deviation: of a tensor of one number that number."]
  }

  private func changeLines(_ style: Style, _ columns: Int, _ showsAll: Bool) -> [String] {
    guard let comparison = result.comparison else { return [] }
    let changed = comparison.entries.filter { $0.change != .equal }
    let equal = comparison.entries.count - changed.count
    let shown = showsAll ? comparison.entries : Array(changed.prefix(30))
    var table = TerminalTable(
      header: ["  tensor", "change", "|a - b| / |a|", "cosine"],
      alignments: [.left, .left, .right, .right])
    table.rows = shown.map {
      [
        "  " + $0.name, $0.change.rawValue, $0.relativeChange.map(Numbers.short) ?? "",
        $0.correlation.map { Numbers.digits($0, count: 4) } ?? "",
      ]
    }
    var lines = ["", style.bold("Compared with \(comparison.other)")]
    lines.append("  \(equal) of \(comparison.entries.count) tensors are equal")
    if !shown.isEmpty { lines += table.lines(limit: columns) { $0 } }
    if !showsAll, shown.count < changed.count {
      lines.append("  … \(changed.count - shown.count) more, --all shows them")
    }
    return lines
  }
}
