/// Where a normal law is cut, with the constants that belong to it.
///
/// The constants are written out, not computed, so that every machine has the same.
public struct TruncationCut: Sendable, Hashable {
  /// The bound in standard deviations of the law before it is cut.
  public let bound: Double
  /// The probability that the uncut law gives to the interval kept.
  public let mass: Float
  /// The standard deviation of the cut law in standard deviations of the uncut one.
  public let deviation: Double

  /// Cut at two standard deviations: mass 0.954499736103642, deviation 0.879625661034240.
  public static let two = TruncationCut(
    bound: 2, mass: 0.954499736103641585599, deviation: 0.879625661034239750411)
}
