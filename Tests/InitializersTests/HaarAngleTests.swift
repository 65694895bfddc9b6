import Foundation
import Initializers
import Testing

/// The null law is Haar's on O(n).
///
/// The densities of the angles are those of Weyl's integration formula for n = 2, 3 and 4, on each of
/// the two sheets of the group by itself.
@Suite("Angles and directions of orthogonal draws follow Haar's law")
struct HaarAngleTests {
  private static let draws = 4_000

  private static func haar(_ n: Int) throws -> [Matrix] {
    try (0..<UInt64(draws)).map {
      Matrix(n, n, try FixedLaw.orthogonal.draw(.dense(in: n, out: n), path: "angle", seed: $0))
    }
  }

  private static func plainQR(_ n: Int) -> [Matrix] {
    (0..<UInt64(draws)).map { Matrix.plainQR(n, seed: $0) }
  }

  @Test("n = 2: a rotation's angle is uniform, a reflection's trace is 0")
  func two() throws {
    let matrices = try Self.haar(2)
    let angles = matrices.filter { $0.determinant > 0 }.map { arcCosine($0.trace / 2) }
    #expect(Sample(angles).kolmogorov { $0 / .pi } < 2.7)
    #expect(matrices.allSatisfy { $0.determinant > 0 || abs($0.trace) < 1e-5 })
  }

  @Test("n = 3: the angle keeps away from the real eigenvalue, with density (1 - d cos t) / pi")
  func three() throws {
    #expect(Sample(angleProbabilities(try Self.haar(3))).kolmogorov { $0 } < 2.7)
  }

  @Test("n = 4: the two angles of a rotation repel each other")
  func four() throws {
    let rotations = try Self.haar(4).filter { $0.determinant > 0 }
    // The density is that of independent uniform angles times (cos s - cos t)^2, whose moments 1, 2
    // and 3 under independence are 1, 9/4 and 25/4.
    let squares = rotations.map { matrix in
      let cosines = matrix.eigenvaluesOfSymmetricPart
      return pow(cosines[3] - cosines[0], 2)
    }
    let error = ((6.25 - 2.25 * 2.25) / Double(squares.count)).squareRoot()
    #expect(abs(Sample(squares).mean - 2.25) < 4.5 * error)
  }

  @Test("n = 4: the angle of a reflection keeps away from 1 and -1, with density 2 sin^2 t / pi")
  func fourReflected() throws {
    let angles = try Self.haar(4).filter { $0.determinant < 0 }
      .map { arcCosine($0.eigenvaluesOfSymmetricPart[1]) }
    #expect(Sample(angles).kolmogorov { ($0 - sin($0) * cos($0)) / .pi } < 2.7)
  }

  // For fixed u and w, u'Qw is a coordinate of a uniform point of the sphere; for n = 3 that is
  // uniform on (-1, 1), by Archimedes. Other pairs are turned from this one: the law is invariant
  // from the left and from the right.
  @Test("n = 3: u'Qw is uniform on (-1, 1) for any two unit vectors")
  func invariance() throws {
    let matrices = try Self.haar(3)
    for u in Self.directions {
      for w in Self.directions {
        let scores = Sample(matrices.map { product(u, $0, w) })
        #expect(scores.kolmogorov { ($0 + 1) / 2 } < 2.7, "\(u), \(w)")
      }
    }
  }

  @Test("n = 3: the first and the last column are uniform about every axis of the sphere")
  func columns() throws {
    let matrices = try Self.haar(3)
    for column in [0, 2] {
      for axis in 0..<3 {
        let turns = matrices.map { q in
          atan2(q[(axis + 1) % 3, column], q[axis, column]) / (2 * .pi) + 0.5
        }
        #expect(Sample(turns).kolmogorov { $0 } < 2.7, "column \(column), axis \(axis)")
      }
    }
  }

  @Test("E (tr AQ)^k is that of tr Q for a fixed A, in one block of reflections and in several")
  func turned() throws {
    for n in [5, 35] {
      let turn = Matrix.plainQR(n, seed: 99)
      let traces = Sample(try Self.haar(n).map { traceOfProduct(turn, $0) })
      // 0, 1 and 3 with variances 1, 2 and 96: the moments of a normal number up to the eighth.
      let root = Double(Self.draws).squareRoot()
      #expect(abs(traces.mean) * root < 4.5)
      #expect(abs(traces.moment(2) - 1) * root < 4.5 * 2.0.squareRoot())
      #expect(abs(traces.moment(4) - 3) * root < 4.5 * 96.0.squareRoot())
    }
  }

  @Test("a plain QR, which leaves the signs as they fall, fails the checks of angles")
  func plain() {
    let three = Self.plainQR(3)
    #expect(Sample(angleProbabilities(three)).kolmogorov { $0 } > 5)
    let first = Sample(three.map { product([1, 0, 0], $0, [1, 0, 0]) })
    #expect(first.kolmogorov { ($0 + 1) / 2 } > 20)
    #expect(Self.plainQR(2).allSatisfy { $0.determinant < 0 })
    #expect(Self.plainQR(4).allSatisfy { $0.determinant < 0 })
  }

  private static let directions: [[Double]] = [
    [1, 0, 0], [0, 1, 0], [0, 0, 1],
    [0.6, -0.8, 0], [0.28, 0, 0.96], [-3.0 / 13, 4.0 / 13, 12.0 / 13],
  ]

  /// Where the distribution function of the angle of a 3 x 3 matrix puts it, given its determinant.
  private func angleProbabilities(_ matrices: [Matrix]) -> [Double] {
    matrices.map { matrix in
      let real: Double = matrix.determinant < 0 ? -1 : 1
      let angle = arcCosine((matrix.trace - real) / 2)
      return (angle - real * sin(angle)) / .pi
    }
  }

  private func arcCosine(_ x: Double) -> Double { acos(min(max(x, -1), 1)) }

  private func product(_ u: [Double], _ q: Matrix, _ w: [Double]) -> Double {
    var sum = 0.0
    for i in 0..<q.rows { for j in 0..<q.columns { sum += u[i] * q[i, j] * w[j] } }
    return sum
  }

  private func traceOfProduct(_ a: Matrix, _ q: Matrix) -> Double {
    var sum = 0.0
    for i in 0..<q.rows { for j in 0..<q.columns { sum += a[j, i] * q[i, j] } }
    return sum
  }
}
