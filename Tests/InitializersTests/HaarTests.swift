import Foundation
import Initializers
import Testing

/// The null law is Haar's on the orthogonal group O(n): what is stated here holds for it exactly.
@Suite("Orthogonal draws follow Haar's law")
struct HaarTests {
  private static let draws = 4_000
  private static let root = Double(draws).squareRoot()

  private static func haar(_ n: Int) throws -> [Matrix] {
    try (0..<UInt64(draws)).map {
      Matrix(n, n, try FixedLaw.orthogonal.draw(.dense(in: n, out: n), path: "haar", seed: $0))
    }
  }

  @Test("the determinant is 1 or -1 with a fair sign", arguments: [1, 2, 3, 4, 5, 6, 7, 8, 35])
  func determinant(n: Int) throws {
    let signs = try Self.haar(n).map(\.determinant)
    #expect(signs.allSatisfy { abs(abs($0) - 1) < 1e-5 })
    #expect(abs(signs.reduce(0) { $0 + ($1 < 0 ? -1 : 1) }) < 4.5 * Self.root)
  }

  @Test(
    "E tr Q = 0, E (tr Q)^2 = 1, E tr Q^2 = 1, the moments of the group",
    arguments: [2, 3, 4, 5, 6, 7, 8, 35])
  func traces(n: Int) throws {
    let scores = traceScores(try Self.haar(n))
    #expect(scores.allSatisfy { abs($0) < 4.5 }, "\(scores)")
  }

  // E (tr Q)^2k counts the pairings of 2k things while their invariants are independent, k <= n: the
  // moments of a normal number.
  @Test("E (tr Q)^4 = 3", arguments: [4, 5, 8, 35])
  func fourthMoment(n: Int) throws {
    let moment = Sample(try Self.haar(n).map(\.trace)).moment(4)
    #expect(abs(moment - 3) * Self.root < 4.5 * (105.0 - 9).squareRoot())
  }

  @Test("every entry is symmetric about 0 and has variance 1/n", arguments: [2, 3, 5, 8, 18])
  func entries(n: Int) throws {
    let matrices = try Self.haar(n)
    for entry in 0..<n * n {
      let values = matrices.map { $0.elements[entry] }
      let (sign, variance) = entryScores(values, n)
      #expect(abs(sign) < 4.5, "entry \(entry)")
      #expect(abs(variance) < 4.5, "entry \(entry)")
    }
  }

  @Test("entries of tall and wide draws are symmetric with variance 1 / longer axis")
  func rectangular() throws {
    for (rows, columns) in [(7, 3), (3, 7)] {
      let matrices = try (0..<UInt64(Self.draws)).map {
        try FixedLaw.orthogonal.draw(.dense(in: rows, out: columns), path: "haar", seed: $0)
      }
      for entry in 0..<rows * columns {
        let (sign, variance) = entryScores(matrices.map { Double($0[entry]) }, 7)
        #expect(abs(sign) < 4.5, "\(rows) x \(columns), entry \(entry)")
        #expect(abs(variance) < 4.5, "\(rows) x \(columns), entry \(entry)")
      }
    }
  }

  // E tr Q^k is 1 for even k and 0 for odd k > 0, so eigenvalues on the circle have the density
  // (n - 1) / 2 pi besides half a point each at 1 and -1: those that are not real are uniform.
  @Test("the angles of eigenvalues that are not real are uniform", arguments: [3, 5, 7])
  func angles(n: Int) throws {
    let pairs = n / 2
    let chosen = try Self.haar(n).enumerated().map { index, matrix in
      // Cosines come in pairs, but the real eigenvalue's, which is the determinant: an end.
      var cosines = matrix.eigenvaluesOfSymmetricPart
      if matrix.determinant < 0 { cosines.removeFirst() } else { cosines.removeLast() }
      return acos(min(max(cosines[2 * (index % pairs)], -1), 1))
    }
    #expect(Sample(chosen).kolmogorov { $0 / .pi } < 2.7)
  }

  @Test("the first two columns turn freely against each other: products of entries have mean 0")
  func columns() throws {
    let n = 4
    let matrices = try Self.haar(n)
    for row in 0..<n {
      for other in 0..<n where other != row {
        // E (q_ia q_jb)^2 = (n + 1) / ((n - 1) n (n + 2)) for i != j, a != b.
        let products = matrices.map { $0[row, 0] * $0[other, 1] }
        let error = (5.0 / (3 * 4 * 6) / Double(Self.draws)).squareRoot()
        #expect(abs(Sample(products).mean) < 4.5 * error)
      }
    }
  }

  @Test("a plain QR, which leaves the signs as they fall, fails these checks", arguments: 2...8)
  func plainQR(n: Int) {
    let matrices = (0..<UInt64(Self.draws)).map { Matrix.plainQR(n, seed: $0) }
    #expect(matrices.allSatisfy { $0.distanceFromOrthogonal(scale: 1) < 1e-12 })
    #expect(traceScores(matrices).contains { abs($0) > 10 })
    let (sign, variance) = entryScores(matrices.map { $0[0, 0] }, n)
    #expect(abs(sign) > 50)
    #expect(abs(variance) < 4.5, "the variance alone does not see it")
    let determinants = matrices.reduce(0) { $0 + $1.determinant }
    #expect(abs(determinants) > 10 * Self.root, "n - 1 reflections have one sign")
  }

  /// How many standard errors the means of tr Q, (tr Q)^2 and tr Q^2 lie from 0, 1 and 1.
  ///
  /// For n >= 2 their variances are 1, 2 and 2, because E (tr Q)^4 = E (tr Q^2)^2 = 3.
  private func traceScores(_ matrices: [Matrix]) -> [Double] {
    let traces = matrices.map(\.trace)
    let squares = matrices.map(\.traceOfSquare)
    return [
      Sample(traces).mean * Self.root,
      (Sample(traces).moment(2) - 1) * Self.root / 2.0.squareRoot(),
      (Sample(squares).mean - 1) * Self.root / 2.0.squareRoot(),
    ]
  }

  /// How many standard errors the balance of signs lies from 0, and the mean square from 1/n.
  ///
  /// An entry is a coordinate of a uniform point of the sphere: E q^4 = 3 / (n (n + 2)).
  private func entryScores(_ values: [Double], _ n: Int) -> (sign: Double, variance: Double) {
    let n = Double(n)
    let sign = values.reduce(0) { $0 + ($1 < 0 ? -1 : 1) } / Self.root
    let variance = 3 / (n * (n + 2)) - 1 / (n * n)
    return (sign, (Sample(values).moment(2) - 1 / n) * Self.root / variance.squareRoot())
  }
}
