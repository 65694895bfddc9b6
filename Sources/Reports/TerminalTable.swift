/// Rows of text in aligned columns.
struct TerminalTable {
  enum Alignment { case left, right }

  let header: [String]
  let alignments: [Alignment]
  var rows: [[String]] = []

  /// The lines, the header's first; `emphasis` wraps the header where colours are wanted.
  func lines(emphasis: (String) -> String) -> [String] {
    let widths = header.indices.map { column in
      ([header] + rows).map { $0[column].count }.max() ?? 0
    }
    func line(_ cells: [String]) -> String {
      let padded = cells.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - cells[column].count)
        return alignments[column] == .left ? cells[column] + padding : padding + cells[column]
      }
      let joined = padded.joined(separator: "  ")
      return String(joined.reversed().drop { $0 == " " }.reversed())
    }
    return [emphasis(line(header))] + rows.map(line)
  }
}
