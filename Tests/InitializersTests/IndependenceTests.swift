import Initializers
import Testing

/// Correlations in standard errors: under independence each is near N(0, 1).
///
/// Seeds are fixed, and of a few thousand correlations none is beyond 5 but with probability 0.002.
@Suite("Independence of draws")
struct IndependenceTests {
  private func draw(
    _ initializer: any Initializer, _ path: String, _ seed: UInt64
  ) throws -> [Double] {
    try initializer.draw(.dense(in: 35, out: 2_801), path: path, seed: seed).map(Double.init)
  }

  @Test("elements, their squares and their signs do not depend on neighbours at any distance")
  func neighbours() throws {
    for (initializer, law) in LawTests.cases {
      let values = try initializer.draw(.dense(in: 784, out: 1_275), path: "near", seed: 5)
        .map(Double.init)
      let squares = values.map { $0 * $0 - law.second }
      let signs = values.map { $0 < 0 ? -1.0 : 1 }
      // 8 is the distance of the two values that Box and Muller make of one pair of words, 32 that
      // of tiles, 1,275 that of rows.
      for lag in [1, 2, 3, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 64, 256, 1_274, 1_275, 1_276] {
        let ofValues = correlationScore(values, values.dropFirst(lag), second: law.second)
        let ofSquares = correlationScore(
          squares, squares.dropFirst(lag), second: law.fourth - law.second * law.second)
        let ofSigns = correlationScore(signs, signs.dropFirst(lag), second: 1)
        for score in [ofValues, ofSquares, ofSigns] {
          #expect(abs(score) < 5, "\(law.name), lag \(lag)")
        }
      }
    }
  }

  @Test("the layers of a network do not depend on each other")
  func paths() throws {
    for (initializer, _) in LawTests.cases {
      let layers = try (0..<12).map { try draw(initializer, "layers.\($0).weight", 0) }
      for a in layers.indices {
        for b in 0..<a {
          #expect(abs(correlationScore(layers[a], layers[b], second: 1.0 / 35)) < 5, "\(a), \(b)")
        }
      }
    }
  }

  @Test("draws under neighbouring seeds, and seeds that differ in one bit, are independent")
  func seeds() throws {
    let base = try draw(VarianceScaling.lecunNormal, "hidden.weight", 0)
    let others = (0..<64).map { UInt64(1) << UInt64($0) } + [3, 5, .max]
    for seed in others {
      let values = try draw(VarianceScaling.lecunNormal, "hidden.weight", seed)
      #expect(abs(correlationScore(base, values, second: 1.0 / 35)) < 5, "seed \(seed)")
      for lag in [1, 8, 32] {
        let score = correlationScore(base, values.dropFirst(lag), second: 1.0 / 35)
        #expect(abs(score) < 5, "seed \(seed), lag \(lag)")
      }
    }
  }

  @Test("the rows of a matrix do not depend on each other")
  func rows() throws {
    for (initializer, _) in LawTests.cases {
      let values = try draw(initializer, "rows", 6)
      let rows = (0..<35).map { values[$0 * 2_801..<($0 + 1) * 2_801] }
      for a in rows.indices {
        for b in 0..<a {
          #expect(abs(correlationScore(rows[a], rows[b], second: 1.0 / 35)) < 5, "rows \(a), \(b)")
        }
      }
    }
  }

  @Test("row sums and column sums vary as sums of independent weights do")
  func sums() throws {
    // Null law: a mean square of m sums of n weights has relative variance (2 + k / n) / m, with k
    // the excess kurtosis, 0 for normal weights.
    let (rows, columns) = (784, 1_275)
    let values = try VarianceScaling.lecunNormal
      .draw(.dense(in: rows, out: columns), path: "sums", seed: 7).map(Double.init)
    var rowSums = [Double](repeating: 0, count: rows)
    var columnSums = [Double](repeating: 0, count: columns)
    for row in 0..<rows {
      for column in 0..<columns {
        rowSums[row] += values[row * columns + column]
        columnSums[column] += values[row * columns + column]
      }
    }
    for (sums, terms) in [(rowSums, columns), (columnSums, rows)] {
      let ratio = Sample(sums).moment(2) / (Double(terms) / 784)
      #expect(abs(ratio - 1) < 5 * (2 / Double(sums.count)).squareRoot())
    }
  }
}
