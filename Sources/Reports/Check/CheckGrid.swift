import Diagnoses

/// The cells of a table of layers but for their names, each bar in one cell with its number.
struct CheckGrid {
  private(set) var header: [String] = []
  private(set) var alignments: [TerminalTable.Alignment] = []
  private(set) var cells: [[String]]

  init(_ layers: [LayerReading], _ columns: [CheckColumn], barWidth: Int) {
    let bars = (
      LogBar(layers.compactMap { $0.forward }, width: barWidth),
      LogBar(layers.compactMap { $0.backward }, width: barWidth)
    )
    cells = layers.map { _ in [] }
    for column in columns {
      let texts = layers.map { column.text($0, bars.0, bars.1) }
      let isBar = column.kind == .bar || column.kind == .gradientBar
      if isBar, let last = header.indices.last {
        append(texts, to: last)
      } else {
        header.append(column.title)
        alignments.append(column.alignment)
        for row in cells.indices { cells[row].append(texts[row]) }
      }
    }
  }

  // Bars start at one place, so the numbers before them are padded here.
  private mutating func append(_ bars: [String], to column: Int) {
    let width = (cells.map { $0[column].count } + [header[column].count]).max() ?? 0
    func padded(_ text: String) -> String {
      String(repeating: " ", count: width - text.count) + text
    }
    header[column] = padded(header[column])
    alignments[column] = .left
    for row in cells.indices {
      cells[row][column] =
        bars[row].isEmpty
        ? padded(cells[row][column]) : "\(padded(cells[row][column])) \(bars[row])"
    }
  }

  /// The width of all columns, with the two spaces before each.
  var width: Int {
    header.indices.reduce(0) { sum, column in
      sum + 2 + (cells.map { $0[column].count } + [header[column].count]).max()!
    }
  }
}
