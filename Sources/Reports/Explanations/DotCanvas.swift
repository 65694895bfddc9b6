/// A small picture in a terminal: Braille letters, two dots wide and four dots high each.
struct DotCanvas {
  let columns: Int
  let rows: Int
  private var cells: [UInt8]

  init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    cells = [UInt8](repeating: 0, count: columns * rows)
  }

  var width: Int { 2 * columns }
  var height: Int { 4 * rows }

  /// Sets the dot `x` from the left and `y` from the top; dots outside are left out.
  mutating func set(_ x: Int, _ y: Int) {
    guard 0..<width ~= x, 0..<height ~= y else { return }
    let bit = y % 4 == 3 ? 6 + x % 2 : y % 4 + 3 * (x % 2)
    cells[y / 4 * columns + x / 2] |= 1 << UInt8(bit)
  }

  /// Sets all dots from one height to another.
  mutating func column(_ x: Int, from top: Int, to bottom: Int) {
    for y in min(top, bottom)...max(top, bottom) { set(x, y) }
  }

  /// The picture's lines, without blanks at their ends.
  var lines: [String] {
    (0..<rows).map { row in
      let letters = cells[row * columns..<(row + 1) * columns].map { bits in
        bits == 0 ? " " : String(UnicodeScalar(0x2800 + UInt32(bits))!)
      }
      return String(letters.joined().reversed().drop { $0 == " " }.reversed())
    }
  }
}

extension DotCanvas {
  /// The graph of a function, with its axes dotted; what lies outside the heights is left out.
  static func graph(
    over range: ClosedRange<Double>, _ function: (Double) -> Double
  ) -> [String] {
    var canvas = DotCanvas(columns: 40, rows: 9)
    func place(_ column: Int) -> Double {
      range.lowerBound
        + (range.upperBound - range.lowerBound) * Double(column) / Double(canvas.width - 1)
    }
    let values = (0..<canvas.width).map { function(place($0)) }
    let finite = values.filter(\.isFinite).map { min(max($0, -4), 4) } + [0]
    let (low, high) = (min(finite.min()!, -0.5), max(finite.max()!, 0.5))
    func y(_ value: Double) -> Int {
      Int(((high - value) / (high - low) * Double(canvas.height - 1)).rounded())
    }
    for column in stride(from: 0, to: canvas.width, by: 2) { canvas.set(column, y(0)) }
    let middle = (0..<canvas.width).min { abs(place($0)) < abs(place($1)) }!
    for row in stride(from: 0, to: canvas.height, by: 2) { canvas.set(middle, row) }
    for (column, value) in values.enumerated() where (low...high).contains(value) {
      canvas.set(column, y(value))
      guard column > 0, (low...high).contains(values[column - 1]) else { continue }
      // A steep stretch is joined; a jump of more than half the picture is not.
      let before = y(values[column - 1])
      if abs(before - y(value)) <= canvas.height / 2 {
        canvas.column(column, from: before, to: y(value))
      }
    }
    return canvas.lines
  }

  /// The shape of a sample: how many values fall into each of 80 equal stretches.
  static func histogram(of counts: [Int]) -> [String] {
    var canvas = DotCanvas(columns: counts.count / 2, rows: 5)
    let highest = max(counts.max() ?? 1, 1)
    for (column, count) in counts.enumerated() where count > 0 {
      let top = Double(canvas.height - 1) * (1 - Double(count) / Double(highest))
      canvas.column(column, from: Int(top.rounded()), to: canvas.height - 1)
    }
    return canvas.lines
  }
}
