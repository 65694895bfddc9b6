import Tensors

/// Some rows of a part, evenly spread, and what is measured on them.
struct TensorSample: Sendable {
  /// The sampled rows one after another.
  let numbers: [Float]
  let rows: Int
  let columns: Int
  /// Half the relative distance of neighbouring numbers of the narrowest type that holds them all.
  let rounding: Double
  /// That type.
  let grid: ElementType
  /// A part of the finite numbers in order.
  let sorted: [Float]

  static let length = 1 << 18
  static let sortedLength = 1 << 14
  private static let rowLength = 1 << 15

  init(_ reader: ElementReader, _ view: MatrixView, _ part: MatrixPart) {
    var numbers: [Float] = []
    if view.columns == 1 {
      // A vector: a stretch of it counts as one row.
      columns = min(part.rows.count, Self.length)
      rows = columns > 0 ? 1 : 0
      numbers = Self.read(reader, part.rows.lowerBound..<part.rows.lowerBound + columns)
    } else {
      columns = min(part.columns.count, Self.rowLength)
      rows = columns == 0 ? 0 : min(part.rows.count, 256, max(8, Self.length / columns))
      numbers.reserveCapacity(rows * columns)
      for index in 0..<rows {
        let row = part.rows.lowerBound + index * part.rows.count / rows
        let start = row * view.columns + part.columns.lowerBound
        numbers += Self.read(reader, start..<start + columns)
      }
    }
    self.numbers = numbers
    let type = reader.type.elementType!
    grid = Self.narrowest(numbers, type)
    rounding = Double(sign: .plus, exponent: -grid.precision, significand: 1)
    // An odd step meets all columns.
    let step = max(1, numbers.count / Self.sortedLength) | 1
    var some: [Float] = []
    some.reserveCapacity(numbers.count / step + 1)
    var index = 0
    while index < numbers.count {
      if numbers[index].isFinite { some.append(numbers[index]) }
      index += step
    }
    some.sort()
    sorted = some
  }

  private static func read(_ reader: ElementReader, _ range: Range<Int>) -> [Float] {
    [Float](unsafeUninitializedCapacity: range.count) { buffer, count in
      let target = UnsafeMutableBufferPointer(rebasing: buffer[..<range.count])
      reader.read(range, into: target)
      count = range.count
    }
  }

  // Numbers of a narrow type that were stored in a wider one have zeros for their last bits.
  private static func narrowest(_ numbers: [Float], _ type: ElementType) -> ElementType {
    guard type == .float32 || type == .float64 else { return type }
    var bits: UInt32 = 0
    for number in numbers { bits |= number.bitPattern }
    if bits & 0xffff == 0 { return .bfloat16 }
    return bits & 0x1fff == 0 ? .float16 : .float32
  }

  /// The probability that two numbers of the tensor are equal by chance, no less than what the
  /// sample can show.
  var coincidence: Double {
    let count = Double(sorted.count)
    guard count > 1 else { return 1 }
    var (pairs, run) = (0.0, 1.0)
    for index in 1..<sorted.count {
      if sorted[index] == sorted[index - 1] {
        pairs += run
        run += 1
      } else {
        run = 1
      }
    }
    return max((pairs + 1) / (count * (count - 1) / 2), 0x1p-22)
  }

  /// The largest distance of the sample's distribution function from that of a law, each number taken
  /// for all that round to it.
  func distance(mean: Double, deviation: Double, _ probability: (Double) -> Double) -> Double {
    let count = Double(sorted.count)
    guard count > 0, deviation > 0 else { return 1 }
    var largest = 0.0
    var index = 0
    while index < sorted.count {
      var end = index + 1
      while end < sorted.count, sorted[end] == sorted[index] { end += 1 }
      let x = Double(sorted[index])
      let half = grid == .float32 || grid == .float64 ? 0 : grid.spacing(at: x) / 2
      let low = probability((x - half - mean) / deviation)
      let high = probability((x + half - mean) / deviation)
      largest = max(largest, low - Double(index) / count, Double(end) / count - high)
      index = end
    }
    return largest
  }

  /// Whether groups of equal size differ in their mean squares no more than chance makes them: rows
  /// and columns.
  func isEven(mean: Double, kurtosis: Double) -> Bool {
    guard rows >= 8 || columns >= 8 else { return true }
    var ofRows = [Double](repeating: 0, count: rows)
    var ofColumns = [Double](repeating: 0, count: columns)
    var place = 0
    for row in 0..<rows {
      for column in 0..<columns {
        let d = Double(numbers[place]) - mean
        ofRows[row] += d * d
        ofColumns[column] += d * d
        place += 1
      }
    }
    // The row of a table that stands for padding is 0.
    let filled = ofRows.filter { $0 > 0 }
    if mean == 0, filled.count < rows, (rows - filled.count) * 100 <= rows { ofRows = filled }
    return Self.isEven(ofRows, of: columns, kurtosis)
      && Self.isEven(ofColumns, of: ofRows.count, kurtosis)
  }

  private static func isEven(_ sums: [Double], of size: Int, _ kurtosis: Double) -> Bool {
    guard sums.count >= 8, size >= 4 else { return true }
    let mean = sums.reduce(0, +) / Double(sums.count)
    guard mean > 0 else { return false }
    let spread = sums.reduce(0) { $0 + ($1 / mean - 1) * ($1 / mean - 1) }
    let each = (kurtosis - 1) / Double(size)
    // A sum of few squares has heavier tails than a normal number: fewer degrees of freedom.
    let tails = 1 + 12 / Double(size)
    let degrees = Double(sums.count - 1) / tails
    return Probability.chiSquare(above: spread / each / tails, degrees: degrees)
      > AuditThresholds.chance
  }

  /// The sample with numbers farther than `limit` from the mean taken for the mean.
  func trimmed(mean: Double, limit: Double) -> TensorSample {
    TensorSample(
      numbers: numbers.map { abs(Double($0) - mean) <= limit ? $0 : Float(mean) }, rows: rows,
      columns: columns, rounding: rounding, grid: grid,
      sorted: sorted.filter { abs(Double($0) - mean) <= limit })
  }

  private init(
    numbers: [Float], rows: Int, columns: Int, rounding: Double, grid: ElementType,
    sorted: [Float]
  ) {
    self.numbers = numbers
    self.rows = rows
    self.columns = columns
    self.rounding = rounding
    self.grid = grid
    self.sorted = sorted
  }

  /// The deviation of the numbers in order.
  func deviation(mean: Double) -> Double {
    guard !sorted.isEmpty else { return 0 }
    let sum = sorted.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    return (sum / Double(sorted.count)).squareRoot()
  }
}
