/// A function of a normal number of mean 0 in Hermite polynomials, by which the covariance of two
/// functions of correlated numbers is a short sum in place of an integral over both.
///
///     a_k = E f(u) He_k(u / s) / sqrt(k!),   Cov(f(u), g(v)) = sum over k ≥ 1 of a_k b_k c^k
///
/// for u and v of correlation c: Mehler's formula. The coefficients are sums at equal distances,
/// which are exact to rounding for entire functions and to about 1e-9 for those with poles at a
/// distance of 1.
package struct HermiteExpansion: Sendable {
  // a_1, a_2, ...
  private let coefficients: [Double]
  // The deviation of the function, and of what the coefficients leave of it.
  private let deviation: Double
  private let rest: Double

  private static let count = 48
  // Polynomials times the root of the density are nothing beyond.
  private static let reach = 16.0
  private static let mostNodes = 2000.0
  private static let roots = (0...count + 1).map { Double($0).squareRoot() }

  /// The expansion of a function without kinks under N(0, variance); `nil` where the sums would be
  /// long or are not finite.
  package init?(variance: Double, of function: (Double) -> Double) {
    guard variance > 0, variance.isFinite else { return nil }
    let deviation = variance.squareRoot()
    // Poles of most functions are no nearer than 1.
    let step = 0.2 * min(1, 2 / deviation)
    let reference = function(0)
    guard 2 * Self.reach / step < Self.mostNodes, reference.isFinite else { return nil }
    let half = Int((Self.reach / step).rounded(.up))
    var sums = [Double](repeating: 0, count: Self.count + 1)
    var square = 0.0
    for i in -half...half {
      let z = Double(i) * step
      let value = function(deviation * z) - reference
      let weighted = step * normalDensity(z) * value
      square += weighted * value
      var (before, own) = (0.0, weighted)
      for k in 0...Self.count {
        sums[k] += own
        (before, own) = (own, (z * own - Self.roots[k] * before) / Self.roots[k + 1])
      }
    }
    let total = square - sums[0] * sums[0]
    coefficients = Array(sums.dropFirst())
    let known = coefficients.reduce(0) { $0 + $1 * $1 }
    guard total.isFinite, known.isFinite else { return nil }
    self.deviation = max(total, 0).squareRoot()
    rest = max(total - known, 0).squareRoot()
  }

  /// The covariance with another function of a number of correlation `c`; `nil` where the terms that
  /// are left out may be more than `tolerance` of the product of both deviations.
  package func covariance(
    with other: HermiteExpansion, correlation c: Double, tolerance: Double = 1e-10
  ) -> Double? {
    let size = deviation * other.deviation
    var (power, sum) = (1.0, 0.0)
    for k in 0..<Self.count {
      power *= c
      sum += power * coefficients[k] * other.coefficients[k]
      if abs(power) < 1e-17 { return sum }
    }
    return abs(power) * rest * other.rest <= tolerance * size ? sum : nil
  }
}
