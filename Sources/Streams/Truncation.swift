import CKernels

/// A normal law that is cut at one or both ends, in deviations of the law before it was cut.
///
/// Its constants come from the package's own elementary functions, so that every machine has the
/// same.
public struct Truncation: Sendable, Hashable {
  /// The lower end, `-infinity` where the law is not cut there.
  public let lower: Double
  /// The upper end, `infinity` where the law is not cut there.
  public let upper: Double
  /// The probability that the uncut law gives to the interval kept.
  public let mass: Double
  /// The mean of the cut law.
  public let mean: Double
  /// The standard deviation of the cut law.
  public let deviation: Double
  private let below: Double
  private let above: Double

  /// The law cut at `lower` and `upper`; NaN constants where the interval is empty or not one.
  public init(lower: Double, upper: Double) {
    let made = xv_truncated(lower, upper)
    self.lower = lower
    self.upper = upper
    mass = made.mass
    mean = made.mean
    deviation = made.deviation
    below = made.below
    above = made.above
  }

  /// Whether Float32 draws are made in Float32: the cut is symmetric and at most three deviations.
  public var isDrawnInFloat32: Bool { -lower == upper && upper <= 3 }

  var constants: xv_truncation {
    xv_truncation(
      lower: lower, upper: upper, below: below, above: above, mass: mass, mean: mean,
      deviation: deviation)
  }
}

extension Truncation {
  /// Cut at two standard deviations: mass 0.954499736103642, deviation 0.879625661034240.
  public static let two = Truncation(lower: -2, upper: 2)

  /// The probability that the cut law gives to what lies below `z`.
  public func probability(below z: Double) -> Double {
    guard z > lower else { return 0 }
    guard z < upper else { return 1 }
    return xv_truncated(lower, z).mass / mass
  }
}
