import CDNNL

/// A row-major matrix in memory: its address, and how far apart its rows start.
struct Matrix {
  let pointer: UnsafePointer<Float>
  let rowLength: Int
  let isTransposed: Bool

  /// The matrix as stored.
  static func plain(_ pointer: UnsafePointer<Float>, rowLength: Int) -> Matrix {
    Matrix(pointer: pointer, rowLength: rowLength, isTransposed: false)
  }

  /// The transpose of the matrix as stored.
  static func transposed(_ pointer: UnsafePointer<Float>, rowLength: Int) -> Matrix {
    Matrix(pointer: pointer, rowLength: rowLength, isTransposed: true)
  }
}

/// Writes the product of `a` (rows by inner) and `b` (inner by columns), or adds it to what is there,
/// in the calling thread.
///
/// An inner length of 0 gives zeros.
func multiply(
  _ a: Matrix, _ b: Matrix, rows: Int, columns: Int, inner: Int,
  into c: UnsafeMutablePointer<Float>, rowLength: Int, accumulates: Bool = false
) {
  guard rows > 0, columns > 0 else { return }
  guard inner > 0 else {
    if accumulates { return }
    for row in 0..<rows { (c + row * rowLength).update(repeating: 0, count: columns) }
    return
  }
  let status = xv_matrix_product(
    a.isTransposed ? 1 : 0, b.isTransposed ? 1 : 0, rows, columns, inner, a.pointer, a.rowLength,
    b.pointer, b.rowLength, accumulates ? 1 : 0, c, rowLength)
  precondition(
    status == 0, "oneDNN refused a \(rows)×\(inner)×\(columns) product: status \(status)")
}
