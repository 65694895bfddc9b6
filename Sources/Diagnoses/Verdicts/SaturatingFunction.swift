import GaussianIntegrals
import Operators

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A smooth bounded activation, and where it has no slope to speak of.
package struct SaturatingFunction: Sendable {
  /// Between these numbers the slope is at least ``Thresholds/saturatedSlope`` of the largest.
  package let active: ClosedRange<Double>

  /// The activation of an operator; `nil` for one that is not smooth and bounded.
  package init?(_ function: any Operator) {
    switch function {
    case is Tanh:
      // 1 - tanh² = s.
      let edge = atanh((1 - Thresholds.saturatedSlope).squareRoot())
      active = -edge...edge
    case is Sigmoid:
      // 4 y (1 - y) = s.
      let edge = 2 * atanh((1 - Thresholds.saturatedSlope).squareRoot())
      active = -edge...edge
    case is Softsign:
      // 1 / (1 + |x|)² = s.
      let edge = 1 / Thresholds.saturatedSlope.squareRoot() - 1
      active = -edge...edge
    case is Erf:
      // exp(-x²) = s.
      let edge = (-log(Thresholds.saturatedSlope)).squareRoot()
      active = -edge...edge
    default: return nil
    }
  }

  /// The share of a normal law that lies outside ``active``.
  package func saturatedShare(mean: Double, variance: Double) -> Double {
    guard mean.isFinite, variance.isFinite else { return 1 }
    guard variance > 0 else { return active.contains(mean) ? 0 : 1 }
    let unit = (2 * variance).squareRoot()
    return 0.5 * (erfc((active.upperBound - mean) / unit) + erfc((mean - active.lowerBound) / unit))
  }
}
