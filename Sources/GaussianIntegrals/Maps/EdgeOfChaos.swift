/// The weight variances at which gradients neither grow nor fall: χ₁ = w E f'² = 1 at a fixed
/// point of the length map.
///
/// A fixed point of variance q has w = 1 / E f'² there, and then b = q - E f² / E f'² has to be
/// the bias variance: every critical point is a root of one function of q.
///
/// - Source: S. Schoenholz and others, ICLR 2017, <https://arxiv.org/abs/1611.01232>.
public struct EdgeOfChaos: Sendable {
  /// The activation.
  public let function: ScalarFunction

  /// The edge of an activation.
  public init(of function: ScalarFunction) { self.function = function }

  /// One critical point.
  public struct Point: Sendable, Hashable {
    /// What kind of point it is.
    public enum Kind: String, Sendable, Hashable {
      /// A variance above 0 that layers keep.
      case interior
      /// The limit as the variance falls to 0, which layers approach.
      case limit
      /// Every variance, all with the same weight variance.
      case everyVariance
    }

    /// What kind of point it is.
    public let kind: Kind
    /// The variance q; 0 for a limit, 1 where every variance is critical.
    public let variance: Double
    /// The variance of a weight times fan in.
    public let weightVariance: Double
    /// The variance of a bias.
    public let biasVariance: Double
    /// α, the slope of the length map; 1 in a limit.
    public let slope: Double
    /// Whether layers draw the variance towards the point: by α, and near a limit by α just above.
    public let stability: Stability
  }

  /// Every critical point of a bias variance, by ascending variance; none where the function has
  /// none.
  ///
  /// Points are found to about 1e-12 of themselves. The functions here have at most two; of
  /// functions whose edge turns several times within an eighth of a decade some may be missed.
  ///
  /// - Throws: ``GaussianIntegralError`` with code `.variance` for a bias variance that is negative
  ///   or not finite, `.range` for a range that is not of positive finite variances; what
  ///   ``GaussianMoments/init(of:variance:)`` throws.
  public func points(
    biasVariance: Double, in range: ClosedRange<Double> = LengthMap.usualRange
  ) throws(GaussianIntegralError) -> [Point] {
    try GaussianIntegralError.check(variance: biasVariance, "bias variance")
    let scan = try RootScan(
      grid: logarithmicGrid(range, perDecade: 8), noise: 1e-12, tolerance: 1e-14
    ) { t throws(GaussianIntegralError) in
      let q = exp(t)
      let moments = try GaussianMoments(of: function, variance: q)
      let share = moments.secondMoment / (q * moments.slopeSecondMoment)
      return share.isFinite ? 1 - share - biasVariance / q : .nan
    }
    if scan.isZeroEverywhere {
      let moments = try GaussianMoments(of: function, variance: 1)
      return [
        Point(
          kind: .everyVariance, variance: 1, weightVariance: 1 / moments.slopeSecondMoment,
          biasVariance: biasVariance, slope: 1, stability: .marginal)
      ]
    }
    var points: [Point] = []
    if biasVariance == 0, let limit = try limit(in: range) { points.append(limit) }
    for root in scan.roots {
      // A stretch is where b(q) is below rounding, as near a limit.
      guard case .point(let t) = root else { continue }
      let point = try point(at: exp(t))
      points.append(
        Point(
          kind: .interior, variance: point.variance, weightVariance: point.weightVariance,
          biasVariance: biasVariance, slope: point.slope, stability: point.stability))
    }
    return points
  }

  /// The point of the edge at a variance: its weight variance, and its bias variance, which is
  /// below 0 where no network has it.
  ///
  /// - Throws: what ``GaussianMoments/init(of:variance:)`` throws.
  public func point(at variance: Double) throws(GaussianIntegralError) -> Point {
    let moments = try GaussianMoments(of: function, variance: variance)
    let slope = moments.secondMomentSlope / moments.slopeSecondMoment
    return Point(
      kind: variance == 0 ? .limit : .interior, variance: variance,
      weightVariance: 1 / moments.slopeSecondMoment,
      biasVariance: variance - moments.secondMoment / moments.slopeSecondMoment,
      slope: slope, stability: Stability(slope: slope))
  }

  /// The points of the edge with a bias variance of at least 0 at which α passes through 1: on one
  /// side the critical point attracts, on the other it repels.
  ///
  /// The GELU family has one: below it, so with a smaller bias variance, a network that is set on
  /// its critical point leaves it.
  ///
  /// - Throws: ``GaussianIntegralError`` with code `.range` for a range that is not of positive
  ///   finite variances; what ``GaussianMoments/init(of:variance:)`` throws.
  public func stabilityChanges(
    in range: ClosedRange<Double> = LengthMap.usualRange
  ) throws(GaussianIntegralError) -> [Point] {
    let scan = try RootScan(
      grid: logarithmicGrid(range, perDecade: 8), noise: 1e-12, tolerance: 1e-14
    ) { t throws(GaussianIntegralError) in
      let slope = try point(at: exp(t)).slope
      return slope.isFinite ? slope - 1 : .nan
    }
    var points: [Point] = []
    for case .point(let t) in scan.roots {
      let point = try point(at: exp(t))
      if point.biasVariance >= 0 { points.append(point) }
    }
    return points
  }

  /// The limit of the edge as the variance falls to 0, where f(0) = 0 and f'(0) is not 0.
  private func limit(in range: ClosedRange<Double>) throws(GaussianIntegralError) -> Point? {
    let moments = try GaussianMoments(of: function, variance: 0)
    guard moments.secondMoment == 0, moments.slopeSecondMoment > 0 else { return nil }
    // The first variance at which α differs from 1 tells on which side it approaches.
    var stability = Stability.marginal
    for t in try logarithmicGrid(range, perDecade: 2) {
      let slope = try point(at: exp(t)).slope
      if abs(slope - 1) > 1e-9 {
        stability = Stability(slope: slope)
        break
      }
    }
    return Point(
      kind: .limit, variance: 0, weightVariance: 1 / moments.slopeSecondMoment, biasVariance: 0,
      slope: 1, stability: stability)
  }
}
