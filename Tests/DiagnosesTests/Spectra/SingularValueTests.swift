import Diagnoses
import TestSupport
import Testing

@Suite("Singular values of matrices")
struct SingularValueTests {
  @Test("are those of NumPy and of mpmath")
  func golden() throws {
    for matrix in try SpectraGolden.load().matrices {
      var elements = matrix.elements
      let values = try SingularValues.of(
        &elements, rows: matrix.rows, columns: matrix.columns)
      #expect(values.count == matrix.values.count, "\(matrix.name)")
      let scale = max(matrix.values[0], 1e-300)
      for (value, expected) in zip(values, matrix.values) {
        #expect(abs(value - expected) <= 1e-14 * scale, "\(matrix.name)")
      }
    }
  }

  @Test("are the same when several threads ask at once")
  func concurrent() async throws {
    let size = 300
    @Sendable func values(_ seed: Int) throws -> [Double] {
      var elements = (0..<size * size).map { Double(($0 * (31 + 2 * seed)) % 1009) / 1009 - 0.5 }
      return try SingularValues.of(&elements, rows: size, columns: size)
    }
    let alone = try (0..<8).map { try values($0) }
    try await withThrowingTaskGroup(of: (Int, [Double]).self) { group in
      for seed in 0..<8 { group.addTask { (seed, try values(seed)) } }
      for try await (seed, found) in group { #expect(found == alone[seed]) }
    }
  }

  @Test("of a matrix without rows or columns are none")
  func empty() throws {
    var none: [Double] = []
    #expect(try SingularValues.of(&none, rows: 0, columns: 5).isEmpty)
    #expect(try SingularValues.of(&none, rows: 5, columns: 0).isEmpty)
  }

  @Test("of numbers that are not finite are refused", arguments: [Double.nan, .infinity])
  func notFinite(number: Double) throws {
    var elements = [1, 2, number, 3, 4, 5]
    let error = #expect(throws: SpectrumError.self) {
      _ = try SingularValues.of(&elements, rows: 2, columns: 3)
    }
    #expect(error?.code == .notFinite)
    #expect(
      error?.description
        == "matrix 2×3: an element that is no number, finite ones were expected")
  }
}
