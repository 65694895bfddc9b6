#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Student's t distribution.
public struct StudentT: Sendable, Hashable {
  /// The degrees of freedom, at least 1.
  public let degrees: Double

  /// The distribution with the given degrees of freedom.
  ///
  /// - Precondition: there is at least one.
  public init(degrees: Int) {
    precondition(
      degrees >= 1, "Student's t: \(degrees) degrees of freedom, at least 1 was expected")
    self.degrees = Double(degrees)
  }

  /// The probability that |T| is at least |t|.
  public func twoSidedProbability(_ t: Double) -> Double {
    if t.isInfinite { return 0 }
    return Self.regularizedBeta(degrees / (degrees + t * t), a: degrees / 2, b: 0.5)
  }

  /// The t that |T| stays within with probability `confidence`: 2.7764451 for 0.95 and four
  /// degrees.
  ///
  /// - Precondition: the confidence lies between 0 and 1.
  public func quantile(confidence: Double) -> Double {
    precondition(
      confidence > 0 && confidence < 1,
      "Student's t: confidence \(confidence), a number between 0 and 1 was expected")
    var (low, high) = (0.0, 1.0)
    while twoSidedProbability(high) > 1 - confidence { high *= 2 }
    while high - low > high * 1e-15 {
      let middle = (low + high) / 2
      if middle == low || middle == high { break }
      if twoSidedProbability(middle) > 1 - confidence { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  // The regularized incomplete beta function by its continued fraction, evaluated by Lentz's
  // method. Source: NIST Digital Library of Mathematical Functions, 8.17.22.
  private static func regularizedBeta(_ x: Double, a: Double, b: Double) -> Double {
    if x <= 0 { return 0 }
    if x >= 1 { return 1 }
    if x > (a + 1) / (a + b + 2) { return 1 - regularizedBeta(1 - x, a: b, b: a) }
    let logFront = a * log(x) + b * log1p(-x) + lgamma(a + b) - lgamma(a) - lgamma(b)
    let tiny = 1e-300
    var c = 1.0
    var d = 1 / nonzero(1 - (a + b) * x / (a + 1), tiny)
    var fraction = d
    for m in 1...10_000 {
      let m = Double(m)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      var change = 1.0
      for coefficient in [even, odd] {
        d = 1 / nonzero(1 + coefficient * d, tiny)
        c = nonzero(1 + coefficient / c, tiny)
        change = c * d
        fraction *= change
      }
      if abs(change - 1) < 1e-16 { break }
    }
    return exp(logFront) * fraction / a
  }

  private static func nonzero(_ value: Double, _ tiny: Double) -> Double {
    abs(value) < tiny ? tiny : value
  }
}
