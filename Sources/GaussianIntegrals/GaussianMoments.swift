/// What a layer's activation does to a normal input of mean 0, and the gains that undo it.
///
/// For x ~ N(0, q):
///
///     mean E f    secondMoment E f²    slopeMean E f'    slopeSecondMoment E f'²
///
/// where f' is the slope almost everywhere, what automatic differentiation sees. Values are within
/// 1e-14 of 1 or of themselves at any q from 1e-12 to 1e8 when the slope is given; without it
/// those of the slope have about ten digits.
///
/// ## Edge cases
/// Variance 0 gives the limit as the variance falls to 0. A moment is infinite where the function
/// overflows on points that count. A ratio of two zeros or two infinities is not a number.
public struct GaussianMoments: Sendable, Hashable {
  /// The variance q of the input.
  public let inputVariance: Double
  /// E f.
  public let mean: Double
  /// E f².
  public let secondMoment: Double
  /// Var f = E f² - (E f)², without the cancellation.
  public let variance: Double
  /// E f'.
  public let slopeMean: Double
  /// E f'².
  public let slopeSecondMoment: Double
  /// d(E f²)/dq, by Stein's lemma E[(z² - 1) f(sqrt(q) z)²] / (2 q): right for functions that
  /// jump too.
  public let secondMomentSlope: Double
  /// The largest of the estimated errors of the five moments, each as a share of the integral of
  /// its absolute value.
  public let errorEstimate: Double

  /// The moments of a function at an input variance.
  ///
  /// - Throws: ``GaussianIntegralError`` with code `.variance` for a negative variance or one that
  ///   is not finite, `.notANumber` where the function or its slope is not a number, `.divergent`
  ///   when refining does not settle an integral.
  public init(
    of function: ScalarFunction, variance: Double = 1
  ) throws(GaussianIntegralError) {
    try GaussianIntegralError.check(variance: variance)
    if variance == 0 {
      self = try Self.limit(of: function)
      return
    }
    var undefined: Double?
    let center = function.value(at: 0)
    // Var f is computed from what f differs from f(0), which may be far less than f.
    let reference = center.isFinite ? center : 0
    var quadrature = GaussianQuadrature(variance: variance, kinks: function.kinks)
    // The difference may be all rounding: it rides on the panels of f.
    quadrature.tolerance[5] = .greatestFiniteMagnitude
    quadrature.tolerance[6] = .greatestFiniteMagnitude
    if !function.hasExactSlope {
      quadrature.tolerance[2] = 1e-12
      quadrature.tolerance[3] = 1e-12
    }
    let result = quadrature.integrate { x, z, root in
      let value = function.value(at: x)
      let slope = function.slope(at: x)
      if value.isNaN || slope.isNaN { undefined = x }
      let f = value * root
      let d = slope * root
      let g = (value - reference) * root
      let curvature = 0.5 * (z * z - 1) * f * f
      return Integrals(f * root, f * f, d * root, d * d, curvature, g * root, g * g, 0)
    }
    if let undefined { throw .notANumber(function.name, at: undefined) }
    try result.check(function.name, variance: variance, count: 4)
    let value = result.value
    let shares = (result.error / result.magnitude).replacing(with: 0, where: result.magnitude .== 0)
    self.init(
      inputVariance: variance, mean: value[0], secondMoment: value[1],
      variance: max(0, value[6] - value[5] * value[5]), slopeMean: value[2],
      slopeSecondMoment: value[3], secondMomentSlope: value[4] / variance,
      errorEstimate: (0..<5).map { shares[$0] }.max()!)
  }

  /// What the moments tend to as the variance falls to 0.
  private static func limit(
    of function: ScalarFunction
  ) throws(GaussianIntegralError) -> GaussianMoments {
    let values = function.valuesAtZero
    let slopes = function.slopesAtZero
    for number in [values.below, values.above, slopes.below, slopes.above] where number.isNaN {
      throw .notANumber(function.name, at: 0)
    }
    let second = 0.5 * (values.below * values.below + values.above * values.above)
    let jump = 0.5 * (values.above - values.below)
    let slopeSecond = function.squaredSlopeAtZero
    return GaussianMoments(
      inputVariance: 0, mean: 0.5 * (values.below + values.above), secondMoment: second,
      variance: jump * jump, slopeMean: 0.5 * (slopes.below + slopes.above),
      slopeSecondMoment: slopeSecond, secondMomentSlope: second == 0 ? slopeSecond : .nan,
      errorEstimate: 0)
  }

  private init(
    inputVariance: Double, mean: Double, secondMoment: Double, variance: Double,
    slopeMean: Double, slopeSecondMoment: Double, secondMomentSlope: Double, errorEstimate: Double
  ) {
    self.inputVariance = inputVariance
    self.mean = mean
    self.secondMoment = secondMoment
    self.variance = variance
    self.slopeMean = slopeMean
    self.slopeSecondMoment = slopeSecondMoment
    self.secondMomentSlope = secondMomentSlope
    self.errorEstimate = errorEstimate
  }

  /// The gain with which a layer keeps the second moment of its input.
  ///
  /// It is sqrt(q / E f²), for weights of variance gain² / fanIn; 1 / sqrt(E f²) at q = 1.
  public var forwardGain: Double {
    if inputVariance == 0 {
      // E f² / q is E f'² in the limit, unless f(0) is not 0.
      return secondMoment == 0 ? backwardGain : 0
    }
    return (inputVariance / secondMoment).squareRoot()
  }

  /// The gain with which a layer keeps the second moment of its gradient: 1 / sqrt(E f'²), for
  /// weights of variance gain² / fanOut.
  public var backwardGain: Double { (1 / slopeSecondMoment).squareRoot() }

  /// The geometric mean of the forward and the backward gain.
  public var compromiseGain: Double { (forwardGain * backwardGain).squareRoot() }

  /// By how much the gradient's second moment grows in a layer with the forward gain:
  /// χ = q E f'² / E f².
  public var gradientGrowth: Double { slopeSecondMoment * forwardGain * forwardGain }

  /// The slope of the length map at q with the forward gain, α = q d(E f²)/dq / E f².
  ///
  /// Below 1 in magnitude a deviation from q shrinks from layer to layer, above 1 it grows.
  public var lengthSlope: Double { secondMomentSlope * forwardGain * forwardGain }
}
