import Diagnoses
import Foundation

/// The layers of a report as rows of text that fit a width.
struct CheckTable {
  private let report: CheckReport
  private let layers: [LayerReading]
  private let shown: [Int]
  private let columns: Int

  /// The fewest characters of a layer's name that are kept.
  private static let nameWidth = 14

  init(_ report: CheckReport, showsAll: Bool, columns: Int) {
    self.report = report
    self.columns = columns
    let all = report.diagnosis.layers
    let trunk = all.filter { $0.isTrunk }
    // What is small enough is shown whole.
    let isWhole = showsAll || trunk.isEmpty || all.count <= TableSelection.limit
    layers = isWhole ? all : trunk
    shown =
      showsAll
      ? TableSelection(all: layers).places
      : TableSelection(layers) { report.weight(of: $0) != nil }.places
  }

  /// How many layers of the network have no row.
  var hiddenCount: Int { report.diagnosis.layers.count - shown.count }

  /// The lines, the header's first; lines of layers with findings go through `mark`.
  func lines(
    emphasis: (String) -> String, mark: (String, Finding.Weight) -> String
  ) -> [String] {
    let rows = shown.map { layers[$0] }
    var chosen = CheckColumn.all.filter { $0.isUseful(rows) }
    // What is dropped first where the terminal is narrow.
    var dropped: [CheckColumn.Kind] = [
      .gradientTheory, .function, .theory, .gradientBar, .bar, .cosine, .bias,
    ]
    let nameWidth = min(Self.nameWidth, 2 + (rows.map { $0.name.count }.max() ?? 0))
    var barWidth = 8
    var grid = CheckGrid(rows, chosen, barWidth: barWidth)
    while grid.width + nameWidth > columns {
      if barWidth > 5 {
        barWidth -= 1
      } else if let kind = dropped.first {
        dropped.removeFirst()
        chosen.removeAll { $0.kind == kind }
      } else {
        break
      }
      grid = CheckGrid(rows, chosen, barWidth: barWidth)
    }
    let room = max(nameWidth, columns - grid.width)
    var table = TerminalTable(
      header: ["  layer"] + grid.header, alignments: [.left] + grid.alignments)
    let weights = shown.map { report.weight(of: layers[$0]) }
    table.rows = zip(zip(shown, weights), grid.cells).map { place, cells in
      let sign = place.1.map { $0 == .verdict ? "! " : "· " } ?? "  "
      return [sign + Self.shortened(layers[place.0].name, to: room - 2)] + cells
    }
    let lines = table.lines(limit: max(columns, room + grid.width)) { $0 }
    var result = [emphasis(lines[0])]
    let gaps = shown.indices.map { shown[$0] - ($0 == 0 ? 0 : shown[$0 - 1] + 1) }
    // Where rows are samples of a long change, a line for each gap says nothing.
    let areSaid = gaps.count { $0 > 0 } <= 4
    for (index, line) in lines.dropFirst().enumerated() {
      let gap = gaps[index]
      if gap > 0, areSaid { result.append("  … \(Numbers.counted(gap, "more layer"))") }
      result.append(weights[index].map { mark(line, $0) } ?? line)
    }
    return result
  }

  /// A name with its middle left out where it is too long: what it begins and ends with tells it
  /// from its neighbours.
  static func shortened(_ name: String, to width: Int) -> String {
    guard name.count > width, width > 4 else { return name }
    let end = (width - 1) * 2 / 3
    return name.prefix(width - 1 - end) + "…" + name.suffix(end)
  }
}
