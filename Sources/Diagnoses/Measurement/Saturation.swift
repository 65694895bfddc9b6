import GaussianIntegrals
import Operators

/// Where a smooth bounded activation has lost its slope.
package enum Saturation {
  /// The share of the largest slope under which an element counts as saturated.
  static let share = 0.05

  // Slopes fall on both sides of 0, where they are largest.
  private static let tanh = bounds(.tanh)
  private static let sigmoid = bounds(.sigmoid)
  private static let softsign = bounds(.softsign)
  private static let erf = bounds(.erf)

  /// The interval outside of which an operator's slope is under ``share`` of its largest; `nil` for
  /// operators that are not smooth and bounded on both sides.
  package static func bounds(of function: any Operator) -> ClosedRange<Float>? {
    switch function {
    case is Tanh: tanh
    case is Sigmoid: sigmoid
    case is Softsign: softsign
    case is Erf: erf
    case let line as HardSigmoid where line.slope > 0:
      (-line.offset / line.slope)...((1 - line.offset) / line.slope)
    // Only one that is cut on both sides alike stands for a hyperbolic tangent.
    case let clip as Clip:
      if let low = clip.lower, let high = clip.upper, high.isFinite, high > 0, low == -high {
        low...high
      } else {
        nil
      }
    default: nil
    }
  }

  private static func bounds(_ function: ScalarFunction) -> ClosedRange<Float> {
    let least = share * function.slope(at: 0)
    var (low, high) = (0.0, 1.0)
    while function.slope(at: high) > least { high *= 2 }
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if function.slope(at: middle) > least { low = middle } else { high = middle }
    }
    return Float(-high)...Float(high)
  }
}
