/// Rows of text in aligned columns; a first cell that would make them too wide has a line of its
/// own.
package struct TerminalTable {
  package enum Alignment { case left, right }

  package let header: [String]
  package let alignments: [Alignment]
  package var rows: [[String]]

  package init(header: [String], alignments: [Alignment], rows: [[String]] = []) {
    self.header = header
    self.alignments = alignments
    self.rows = rows
  }

  /// The lines, the header's first; `emphasis` wraps the header where colours are wanted.
  package func lines(limit: Int, emphasis: (String) -> String) -> [String] {
    var widths = header.indices.map { column in
      ([header] + rows).map { $0[column].count }.max() ?? 0
    }
    let room = max(header[0].count, limit - widths.dropFirst().reduce(0) { $0 + $1 + 2 })
    widths[0] = ([header] + rows).map { $0[0].count }.filter { $0 <= room }.max() ?? 0
    func line(_ cells: [String]) -> String {
      let padded = cells.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - cells[column].count)
        return alignments[column] == .left ? cells[column] + padding : padding + cells[column]
      }
      let joined = padded.joined(separator: "  ")
      return String(joined.reversed().drop { $0 == " " }.reversed())
    }
    let body = rows.flatMap { row in
      row[0].count <= room ? [line(row)] : [row[0], line([""] + row.dropFirst())]
    }
    return [emphasis(line(header))] + body
  }

  /// Cuts the texts of the last column, so that rows have room for names of up to half of `columns`.
  package mutating func shortenLast(to columns: Int) {
    let last = header.count - 1
    let widths = (0..<last).map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
    let name = min(widths[0], columns / 2)
    let room = max(20, columns - name - widths.dropFirst().reduce(0, +) - 2 * last)
    for row in rows.indices where rows[row][last].count > room {
      rows[row][last] = rows[row][last].prefix(room - 1) + "…"
    }
  }
}
