/// The mean of a function under a normal law: E g(x), x ~ N(mean, variance).
///
/// ```swift
/// let tail = try GaussianIntegral(variance: 2, kinks: [1]) { x in max(0, x - 1) }
/// print(tail.value, tail.errorEstimate)
/// ```
///
/// Composite rules of 21 nodes, split at the kinks and refined until the estimated error is below
/// 1e-15 of E |g(x)|, at any variance.
public struct GaussianIntegral: Sendable, Hashable {
  /// E g(x); infinite where g overflows on points that count.
  public let value: Double
  /// How far the value may be from the true one, rounding included.
  public let errorEstimate: Double

  /// The mean of `function` under the normal law.
  ///
  /// - Parameters:
  ///   - mean: the law's mean.
  ///   - variance: the law's variance; with 0 the value is g(mean).
  ///   - kinks: where g or its slope jumps.
  ///   - function: g, a number for every finite x.
  /// - Throws: ``GaussianIntegralError`` with code `.number` for a mean that is not finite,
  ///   `.variance` for a negative variance or one that is not finite, `.notANumber` where g is not
  ///   a number, `.divergent` when refining does not settle the integral.
  public init(
    mean: Double = 0, variance: Double, kinks: [Double] = [], of function: (Double) -> Double
  ) throws(GaussianIntegralError) {
    guard mean.isFinite else { throw .number("mean", mean) }
    try GaussianIntegralError.check(variance: variance)
    if variance == 0 {
      value = function(mean)
      errorEstimate = 0
      if value.isNaN { throw .notANumber("integrand", at: mean) }
      return
    }
    var undefined: Double?
    let result = GaussianQuadrature(
      mean: mean, variance: variance, kinks: kinks.filter { $0.isFinite }
    ).integrate { x, _, root in
      let value = function(x)
      if value.isNaN { undefined = x }
      return Integrals(value * root * root, 0, 0, 0, 0, 0, 0, 0)
    }
    if let undefined { throw .notANumber("integrand", at: undefined) }
    try result.check("integrand", variance: variance)
    value = result.value[0]
    errorEstimate = result.error[0]
  }
}

extension GaussianQuadrature.Result {
  /// Throws where an integral is finite and not known to a millionth of its magnitude, or of
  /// `size` where that is more, or is the difference of two infinities.
  func check(
    _ function: String, variance: Double, count: Int = 1, size: Integrals = .zero
  ) throws(GaussianIntegralError) {
    for i in 0..<count {
      if magnitude[i].isFinite, error[i] > 1e-6 * max(magnitude[i], size[i]) {
        throw .divergent(function, variance: variance, error: error[i] / magnitude[i])
      }
      if !magnitude[i].isFinite, value[i].isNaN {
        throw .divergent(function, variance: variance, error: .infinity)
      }
    }
  }
}
