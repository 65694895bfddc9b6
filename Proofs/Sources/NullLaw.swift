import Foundation

/// A unit normal law, cut at ±`bound` or not, as theory gives it: nothing here is the package's.
struct NullLaw {
  let name: String
  /// Infinite where nothing is cut.
  let bound: Double

  static let normal = NullLaw(name: "normal", bound: .infinity)
  static let truncatedNormal = NullLaw(name: "truncated normal", bound: 2)

  /// The probability that the uncut law gives to the interval kept.
  var mass: Double { 1 - erfc(bound / 2.0.squareRoot()) }

  /// P(X > x) for x within the bounds.
  func tail(_ x: Double) -> Double {
    (erfc(x / 2.0.squareRoot()) - erfc(bound / 2.0.squareRoot())) / 2 / mass
  }

  /// Where P(X > x) is the given probability, by bisection.
  func upperQuantile(_ probability: Double) -> Double {
    var (low, high) = (-min(bound, 40), min(bound, 40))
    while true {
      let middle = (low + high) / 2
      if middle <= low || middle >= high { return middle }
      if tail(middle) > probability { low = middle } else { high = middle }
    }
  }

  /// E X^k, from E X^k = (k - 1) E X^(k-2) - (b^(k-1) - (-b)^(k-1)) phi(b) / mass by parts.
  func moment(_ k: Int) -> Double {
    if k == 0 { return 1 }
    if !k.isMultiple(of: 2) { return 0 }
    let density = exp(-bound * bound / 2) / (2 * Double.pi).squareRoot()
    let edge = bound.isFinite ? 2 * pow(bound, Double(k - 1)) * density / mass : 0
    return Double(k - 1) * moment(k - 2) - edge
  }
}
