#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Distribution functions that tests of numbers need.
package enum Probability {
  /// That a standard normal number lies below `z`.
  package static func normal(below z: Double) -> Double { erfc(-z * 0.5.squareRoot()) / 2 }

  /// That a standard normal number lies farther from 0 than `z`.
  package static func normal(beyond z: Double) -> Double { erfc(abs(z) * 0.5.squareRoot()) }

  /// The density of a standard normal number at `z`.
  static func density(_ z: Double) -> Double { exp(-z * z / 2) / (2 * Double.pi).squareRoot() }

  /// That a chi-square number with `degrees` degrees of freedom lies above `x`.
  package static func chiSquare(above x: Double, degrees: Double) -> Double {
    guard x > 0 else { return 1 }
    return upperGamma(degrees / 2, x / 2)
  }

  /// That a chi-square number lies as far out as `x` on either side: twice the smaller tail.
  package static func chiSquare(asFarAs x: Double, degrees: Double) -> Double {
    let above = chiSquare(above: x, degrees: degrees)
    return min(1, 2 * min(above, 1 - above))
  }

  /// That the largest distance of the empirical distribution function of `count` numbers from the
  /// true one is at least `distance`: Kolmogorov's limit with Stephens's correction for the count.
  package static func kolmogorov(_ distance: Double, count: Int) -> Double {
    let root = Double(count).squareRoot()
    let x = (root + 0.12 + 0.11 / root) * distance
    guard x > 0.2 else { return 1 }
    var sum = 0.0
    for k in 1...100 {
      let term = exp(-2 * Double(k * k) * x * x)
      sum += k % 2 == 1 ? term : -term
      if term < 1e-17 { break }
    }
    return min(1, max(0, 2 * sum))
  }

  /// The share of the gamma function above `x`, by series below a + 1 and continued fraction above.
  private static func upperGamma(_ a: Double, _ x: Double) -> Double {
    let front = exp(a * log(x) - x - logGamma(a))
    if x < a + 1 {
      var (sum, term, n) = (1 / a, 1 / a, a)
      for _ in 0..<100_000 {
        n += 1
        term *= x / n
        sum += term
        if term < sum * 1e-16 { break }
      }
      return max(0, 1 - front * sum)
    }
    let tiny = 1e-300
    var b = x + 1 - a
    var c = 1 / tiny
    var d = 1 / b
    var h = d
    for i in 1..<100_000 {
      let an = -Double(i) * (Double(i) - a)
      b += 2
      d = an * d + b
      if abs(d) < tiny { d = tiny }
      c = b + an / c
      if abs(c) < tiny { c = tiny }
      d = 1 / d
      let step = d * c
      h *= step
      if abs(step - 1) < 1e-15 { break }
    }
    return front * h
  }

  // Stirling's series after moving the argument up; lgamma writes a global sign.
  private static func logGamma(_ x: Double) -> Double {
    var (x, shift) = (x, 0.0)
    while x < 15 {
      shift -= log(x)
      x += 1
    }
    let s = 1 / (x * x)
    let series =
      (1.0 / 12 - s * (1.0 / 360 - s * (1.0 / 1260 - s * (1.0 / 1680 - s / 1188)))) / x
    return shift + (x - 0.5) * log(x) - x + 0.5 * log(2 * Double.pi) + series
  }
}
