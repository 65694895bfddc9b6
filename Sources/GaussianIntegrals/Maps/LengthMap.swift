/// How the variance of pre-activations goes from layer to layer in an infinitely wide network.
///
///     q' = w E f(sqrt(q) z)² + b,    z ~ N(0, 1)
///
/// where w / fanIn is the variance of a weight and b that of a bias.
///
/// - Source: B. Poole and others, NeurIPS 2016, <https://arxiv.org/abs/1606.05340>.
public struct LengthMap: Sendable {
  /// The activation.
  public let function: ScalarFunction
  /// The variance of a weight times fan in.
  public let weightVariance: Double
  /// The variance of a bias.
  public let biasVariance: Double

  /// The variances that ``fixedPoints(in:)`` searches when none are given.
  public static let usualRange = 1e-12...1e4

  /// The map of an activation and two variances.
  ///
  /// - Throws: ``GaussianIntegralError`` with code `.variance` for one that is negative or not
  ///   finite.
  public init(
    _ function: ScalarFunction, weightVariance: Double, biasVariance: Double
  ) throws(GaussianIntegralError) {
    try GaussianIntegralError.check(variance: weightVariance, "weight variance")
    try GaussianIntegralError.check(variance: biasVariance, "bias variance")
    self.function = function
    self.weightVariance = weightVariance
    self.biasVariance = biasVariance
  }

  /// What one layer makes of a variance.
  public struct Step: Sendable, Hashable {
    /// q'.
    public let variance: Double
    /// χ₁ = w E f'²: by how much the gradient's second moment grows, and the slope of the
    /// correlation map at correlation 1 where q' = q.
    public let gradientGrowth: Double
    /// α = dq'/dq.
    public let slope: Double
  }

  /// One layer.
  ///
  /// - Throws: what ``GaussianMoments/init(of:variance:)`` throws.
  public func step(from variance: Double) throws(GaussianIntegralError) -> Step {
    let moments = try GaussianMoments(of: function, variance: variance)
    return Step(
      variance: weightVariance * moments.secondMoment + biasVariance,
      gradientGrowth: weightVariance * moments.slopeSecondMoment,
      slope: weightVariance * moments.secondMomentSlope)
  }

  /// The variance after so many layers; infinite where it leaves the numbers on the way.
  ///
  /// - Parameters:
  ///   - layers: how many; none or fewer leave the variance as it is.
  ///   - variance: the variance that enters the first of them.
  /// - Throws: what ``GaussianMoments/init(of:variance:)`` throws.
  public func after(
    layers: Int, from variance: Double
  ) throws(GaussianIntegralError) -> Double {
    try GaussianIntegralError.check(variance: variance)
    var q = variance
    for _ in 0..<max(0, layers) {
      q = try step(from: q).variance
      if !q.isFinite { break }
    }
    return q
  }

  /// A variance that a layer keeps.
  public struct FixedPoint: Sendable, Hashable {
    /// The variances: one, or a stretch all of which are kept to within rounding.
    public let variances: ClosedRange<Double>
    /// χ₁ there; in a stretch at its lower end.
    public let gradientGrowth: Double
    /// α there; in a stretch at its lower end.
    public let slope: Double
    /// Whether it draws its neighbours near.
    public let stability: Stability

    /// The variance; of a stretch the least.
    public var variance: Double { variances.lowerBound }
    /// Whether it is a stretch and not a point.
    public var isStretch: Bool { variances.lowerBound < variances.upperBound }
  }

  /// Every fixed point in a range, ascending, with 0 where it is one.
  ///
  /// Points are found to about 1e-12 of themselves. A function whose second moment is proportional
  /// to q, like ReLU at w = 2 and b = 0, keeps every variance: one marginal stretch. A stretch
  /// that reaches only over the low end, like that of the hard tanh at w = 1, means that what the
  /// layer changes there is below 1e-13: it is told as the point 0.
  ///
  /// - Throws: ``GaussianIntegralError`` with code `.range` for a range that is not of positive
  ///   finite variances; what ``GaussianMoments/init(of:variance:)`` throws.
  public func fixedPoints(
    in range: ClosedRange<Double> = usualRange
  ) throws(GaussianIntegralError) -> [FixedPoint] {
    let scan = try RootScan(
      grid: logarithmicGrid(range, perDecade: 8), noise: 1e-13, tolerance: 1e-14
    ) { t throws(GaussianIntegralError) in
      let q = exp(t)
      return try step(from: q).variance / q - 1
    }
    var points: [FixedPoint] = []
    let atZero = try step(from: 0)
    if scan.isZeroEverywhere {
      let least = atZero.variance == 0 ? 0 : range.lowerBound
      return [
        FixedPoint(
          variances: least...range.upperBound, gradientGrowth: atZero.gradientGrowth,
          slope: atZero.slope, stability: .marginal)
      ]
    }
    if atZero.variance == 0 {
      points.append(
        FixedPoint(
          variances: 0...0, gradientGrowth: atZero.gradientGrowth, slope: atZero.slope,
          stability: Stability(slope: atZero.slope, growth: scan.firstSign)))
    }
    for root in scan.roots {
      switch root {
      case .point(let t):
        let q = exp(t)
        let step = try step(from: q)
        points.append(
          FixedPoint(
            variances: q...q, gradientGrowth: step.gradientGrowth, slope: step.slope,
            stability: Stability(slope: step.slope)))
      case .stretch(let t):
        if exp(t.lowerBound) <= range.lowerBound * 1.001, atZero.variance == 0 { continue }
        let step = try step(from: exp(t.lowerBound))
        points.append(
          FixedPoint(
            variances: exp(t.lowerBound)...exp(t.upperBound), gradientGrowth: step.gradientGrowth,
            slope: step.slope, stability: .marginal))
      }
    }
    return points
  }
}

/// Logarithms of variances in a range, evenly spaced, both ends among them.
func logarithmicGrid(
  _ range: ClosedRange<Double>, perDecade: Double
) throws(GaussianIntegralError) -> [Double] {
  guard range.lowerBound > 0, range.upperBound.isFinite, range.lowerBound < range.upperBound
  else { throw .range(range) }
  let (low, high) = (log(range.lowerBound), log(range.upperBound))
  let count = max(2, Int((perDecade * (high - low) / 2.302585092994046).rounded(.up)))
  return (0...count).map { low + (high - low) * Double($0) / Double(count) }
}
