import Operators

/// What is known of the data that a network is given, for ``Network/moments(input:recipe:batch:)``.
///
/// Elements have one mean and one variance. Two of them are correlated by the product of the given
/// numbers: by ``correlation`` where they are of different examples, by ``positionCorrelation`` at
/// different positions, and not where they are of different features.
public struct InputMoments: Sendable, Hashable {
  /// The mean of an element.
  public var mean: Double
  /// The variance of an element about its mean.
  public var variance: Double
  /// The correlation of an element with the same element of another example, from -1 to 1; of whole
  /// numbers, such as tokens, the probability that both are the same.
  public var correlation: Double
  /// The correlation of an element with that of the same feature at another position of the same
  /// example: neighbouring pixels; of whole numbers the probability that both are the same.
  public var positionCorrelation: Double
  /// Whether elements are normal; a function of others is computed as if they were and marked as
  /// approximate.
  public var isNormal: Bool

  /// Data with the given moments; by default standardized, with nothing in common.
  public init(
    mean: Double = 0, variance: Double = 1, correlation: Double = 0,
    positionCorrelation: Double = 0, isNormal: Bool = false
  ) {
    self.mean = mean
    self.variance = variance
    self.correlation = correlation
    self.positionCorrelation = positionCorrelation
    self.isNormal = isNormal
  }

  /// Mean 0, variance 1, independent elements.
  public static let standardized = InputMoments()

  /// The second moment of an element.
  public var secondMoment: Double { variance + mean * mean }

  var products: MomentKernel {
    var result = MomentKernel.zero
    for r in 0..<16 {
      var share = 1.0
      if r & MomentRole.example.bit != 0 { share *= correlation }
      if r & MomentRole.position.bit != 0 { share *= positionCorrelation }
      if r & MomentRole.feature.bit != 0 { share = 0 }
      result[r] = mean * mean + variance * share
    }
    return result
  }
}
