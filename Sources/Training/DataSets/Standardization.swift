/// One mean and one standard deviation, to bring values to mean 0 and variance 1.
///
/// Sums run in Float64 over differences from the first value, so that equal values have deviation
/// exactly 0, and in a fixed order, so that every machine agrees.
struct Standardization {
  let mean: Double
  /// The deviation of the population, not of a sample; 0 exactly where all values are equal.
  let deviation: Double

  /// - Precondition: at least one value.
  init(_ values: [Float]) {
    let first = Double(values[0])
    let count = Double(values.count)
    let mean = first + Self.sum(values) { $0 - first } / count
    let square = Self.sum(values) { ($0 - mean) * ($0 - mean) } / count
    self.mean = mean
    self.deviation = square.squareRoot()
  }

  /// Standardizes values in place.
  ///
  /// - Throws: ``DataSetError`` with code `.notFinite` when a result is beyond float32.
  func apply(to values: inout [Float], of name: String) throws(DataSetError) {
    let (mean, deviation) = (self.mean, self.deviation)
    let isFinite = values.withUnsafeMutableBufferPointer { values in
      var greatest: Float = 0
      for index in values.indices {
        let value = Float((Double(values[index]) - mean) / deviation)
        values[index] = value
        greatest = Swift.max(greatest, Swift.abs(value))
      }
      return greatest.isFinite
    }
    guard isFinite else { throw .standardizedOverflow(name, place: "a value") }
  }

  /// Four interleaved sums, for speed, added at the end.
  @inline(__always)
  private static func sum(_ values: [Float], _ term: (Double) -> Double) -> Double {
    values.withUnsafeBufferPointer { values in
      var (a, b, c, d) = (0.0, 0.0, 0.0, 0.0)
      var index = 0
      while index + 4 <= values.count {
        a += term(Double(values[index]))
        b += term(Double(values[index + 1]))
        c += term(Double(values[index + 2]))
        d += term(Double(values[index + 3]))
        index += 4
      }
      while index < values.count {
        a += term(Double(values[index]))
        index += 1
      }
      return (a + b) + (c + d)
    }
  }
}

/// A mean and a standard deviation for every column of a table.
struct ColumnStandardization {
  private let means: [Double]
  private let deviations: [Double]

  /// - Precondition: `rows` is row-major with at least one row of `columns` values.
  init(_ rows: [Float], columns: Int) {
    let count = Double(rows.count / columns)
    let first = rows[..<columns].map { Double($0) }
    var means = [Double](repeating: 0, count: columns)
    for start in stride(from: 0, to: rows.count, by: columns) {
      for column in 0..<columns { means[column] += Double(rows[start + column]) - first[column] }
    }
    for column in 0..<columns { means[column] = first[column] + means[column] / count }
    var squares = [Double](repeating: 0, count: columns)
    for start in stride(from: 0, to: rows.count, by: columns) {
      for column in 0..<columns {
        let difference = Double(rows[start + column]) - means[column]
        squares[column] += difference * difference
      }
    }
    self.means = means
    self.deviations = squares.map { ($0 / count).squareRoot() }
  }

  /// Standardizes rows in place; a column with deviation 0 becomes 0.
  ///
  /// - Throws: ``DataSetError`` with code `.notFinite` when a result is beyond float32.
  func apply(to rows: inout [Float], of name: String) throws(DataSetError) {
    let columns = means.count
    for start in stride(from: 0, to: rows.count, by: columns) {
      for column in 0..<columns {
        guard deviations[column] > 0 else {
          rows[start + column] = 0
          continue
        }
        let difference = Double(rows[start + column]) - means[column]
        let value = Float(difference / deviations[column])
        guard value.isFinite else {
          throw .standardizedOverflow(name, place: "a value of field \(column + 1)")
        }
        rows[start + column] = value
      }
    }
  }
}
