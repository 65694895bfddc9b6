import Foundation
import Streams
import Tensors

/// A small matrix of Float64, row-major, for the tests' own linear algebra.
struct Matrix {
  let rows, columns: Int
  var elements: [Double]

  init(_ rows: Int, _ columns: Int, _ elements: [Double]) {
    (self.rows, self.columns, self.elements) = (rows, columns, elements)
  }

  init(_ rows: Int, _ columns: Int, _ elements: [Float]) {
    self.init(rows, columns, elements.map(Double.init))
  }

  subscript(row: Int, column: Int) -> Double {
    get { elements[row * columns + column] }
    set { elements[row * columns + column] = newValue }
  }

  var trace: Double { (0..<min(rows, columns)).reduce(0) { $0 + self[$1, $1] } }

  /// tr M^2.
  var traceOfSquare: Double {
    var sum = 0.0
    for i in 0..<rows { for j in 0..<columns { sum += self[i, j] * self[j, i] } }
    return sum
  }

  /// The largest difference of M^T M, or M M^T if that is smaller, from `scale` times identity.
  func distanceFromOrthogonal(scale: Double) -> Double {
    let isTall = rows >= columns
    let (long, short) = isTall ? (rows, columns) : (columns, rows)
    var worst = 0.0
    for a in 0..<short {
      for b in 0...a {
        let dot = (0..<long).reduce(0) {
          $0 + (isTall ? self[$1, a] * self[$1, b] : self[a, $1] * self[b, $1])
        }
        worst = max(worst, abs(dot - (a == b ? scale : 0)))
      }
    }
    return worst
  }

  /// The determinant, by elimination with row exchanges.
  var determinant: Double {
    var m = self
    var product = 1.0
    for k in 0..<rows {
      let pivot = (k..<rows).max { abs(m[$0, k]) < abs(m[$1, k]) } ?? k
      if pivot != k {
        for j in 0..<columns { (m[k, j], m[pivot, j]) = (m[pivot, j], m[k, j]) }
        product = -product
      }
      product *= m[k, k]
      for i in k + 1..<max(rows, k + 1) {
        let factor = m[i, k] / m[k, k]
        for j in k..<columns { m[i, j] -= factor * m[k, j] }
      }
    }
    return product
  }

  /// The eigenvalues of the symmetric part in ascending order, by Jacobi's rotations.
  ///
  /// Of an orthogonal matrix they are the cosines of its eigenvalues' angles.
  var eigenvaluesOfSymmetricPart: [Double] {
    var m = self
    for i in 0..<rows { for j in 0..<rows { m[i, j] = (self[i, j] + self[j, i]) / 2 } }
    for _ in 0..<12 {
      for p in 0..<rows {
        for q in p + 1..<max(rows, p + 1) where abs(m[p, q]) > 1e-14 {
          let angle = atan2(2 * m[p, q], m[q, q] - m[p, p]) / 2
          let (c, s) = (cos(angle), sin(angle))
          for k in 0..<rows {
            (m[k, p], m[k, q]) = (c * m[k, p] - s * m[k, q], s * m[k, p] + c * m[k, q])
          }
          for k in 0..<rows {
            (m[p, k], m[q, k]) = (c * m[p, k] - s * m[q, k], s * m[p, k] + c * m[q, k])
          }
        }
      }
    }
    return (0..<rows).map { m[$0, $0] }.sorted()
  }

  /// Q of a Gaussian matrix by Householder's reflections, with the signs left as they fall.
  ///
  /// It is what LAPACK computes, and what a draw looks like that forgets the correction.
  static func plainQR(_ n: Int, seed: UInt64) -> Matrix {
    let stream = ParameterStream(seed: seed, path: "plain QR")
    var normals = [Float](repeating: 0, count: n * n)
    normals.withUnsafeMutableBufferPointer {
      stream.fillNormal(ElementBuffer($0), from: 0, standardDeviation: 1)
    }
    var r = Matrix(n, n, normals)
    var q = Matrix(n, n, [Double](repeating: 0, count: n * n))
    for i in 0..<n { q[i, i] = 1 }
    for k in 0..<n - 1 {
      var v = (0..<n).map { $0 < k ? 0 : r[$0, k] }
      let norm = v.reduce(0) { $0 + $1 * $1 }.squareRoot()
      v[k] += v[k] < 0 ? -norm : norm
      let squares = v.reduce(0) { $0 + $1 * $1 }
      for j in 0..<n {
        let left = (0..<n).reduce(0) { $0 + v[$1] * r[$1, j] } * 2 / squares
        for i in 0..<n { r[i, j] -= left * v[i] }
        let right = (0..<n).reduce(0) { $0 + q[j, $1] * v[$1] } * 2 / squares
        for i in 0..<n { q[j, i] -= right * v[i] }
      }
    }
    return q
  }
}
