import CLAPACK

/// Singular values of dense matrices.
public enum SingularValues {
  /// The singular values of a matrix, the largest first.
  ///
  /// ## Edge cases
  /// A matrix without rows or columns has none.
  ///
  /// - Parameters:
  ///   - elements: the elements, row after row; they are overwritten.
  ///   - rows: the number of rows.
  ///   - columns: the number of columns.
  /// - Returns: as many as the smaller of the two numbers, each within about 1e-15 of the largest.
  /// - Throws: ``SpectrumError`` with code `.notFinite` where an element is not a finite number,
  ///   `.memory` where there is no memory or a side is longer than LAPACK counts, `.convergence` where
  ///   the algorithm does not come to an end.
  /// - Precondition: there are rows times columns elements.
  /// - Complexity: 2 n² m operations for sides n ≤ m in the calling thread, some 0.15 seconds for 1,000
  ///   squared.
  /// - Source: LAPACK, `dgesdd`.
  public static func of(
    _ elements: inout [Double], rows: Int, columns: Int
  ) throws(SpectrumError) -> [Double] {
    precondition(
      elements.count == rows * columns,
      "matrix \(rows)×\(columns): \(elements.count) elements, \(rows * columns) were expected")
    guard !elements.isEmpty else { return [] }
    guard elements.allSatisfy(\.isFinite) else { throw .notFinite(rows, columns) }
    guard let height = Int32(exactly: rows), let width = Int32(exactly: columns) else {
      throw .memory(rows, columns)
    }
    var values = [Double](repeating: 0, count: min(rows, columns))
    let status = elements.withUnsafeMutableBufferPointer { elements in
      values.withUnsafeMutableBufferPointer { values in
        xv_singular_values(elements.baseAddress, height, width, values.baseAddress)
      }
    }
    if status < 0 { throw .memory(rows, columns) }
    if status > 0 { throw .convergence(rows, columns) }
    return values
  }
}
