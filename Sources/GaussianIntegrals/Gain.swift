/// Gains of initializers: the factor on a weight's standard deviation that makes up for an
/// activation.
///
/// ```swift
/// try Gain.forward(of: .gelu)                       // 1.5335
/// try Gain.forward(of: .tanh, variance: 0.5)
/// try Gain.backward { x in x / (1 + abs(x)) }
/// ```
public enum Gain {
  /// sqrt(q / E f²): keeps the second moment of what a layer gives forward.
  ///
  /// - Parameters:
  ///   - function: the activation.
  ///   - variance: the variance q of what enters the activation.
  /// - Throws: what ``GaussianMoments/init(of:variance:)`` throws.
  public static func forward(
    of function: ScalarFunction, variance: Double = 1
  ) throws(GaussianIntegralError) -> Double {
    try GaussianMoments(of: function, variance: variance).forwardGain
  }

  /// 1 / sqrt(E f'²): keeps the second moment of the gradient.
  ///
  /// - Parameters:
  ///   - function: the activation.
  ///   - variance: the variance q of what enters the activation.
  /// - Throws: what ``GaussianMoments/init(of:variance:)`` throws.
  public static func backward(
    of function: ScalarFunction, variance: Double = 1
  ) throws(GaussianIntegralError) -> Double {
    try GaussianMoments(of: function, variance: variance).backwardGain
  }

  /// The geometric mean of the forward and the backward gain.
  ///
  /// - Parameters:
  ///   - function: the activation.
  ///   - variance: the variance q of what enters the activation.
  /// - Throws: what ``GaussianMoments/init(of:variance:)`` throws.
  public static func compromise(
    of function: ScalarFunction, variance: Double = 1
  ) throws(GaussianIntegralError) -> Double {
    try GaussianMoments(of: function, variance: variance).compromiseGain
  }

  /// The forward gain of a function given as a closure, whose slope is not needed.
  ///
  /// - Parameters:
  ///   - variance: the variance of what enters the activation.
  ///   - kinks: where the function bends or jumps.
  ///   - function: the activation.
  /// - Throws: what ``GaussianIntegral/init(mean:variance:kinks:of:)`` throws.
  public static func forward(
    variance: Double = 1, kinks: [Double] = [], of function: @escaping @Sendable (Double) -> Double
  ) throws(GaussianIntegralError) -> Double {
    try forward(of: ScalarFunction("function", kinks: kinks, value: function), variance: variance)
  }

  /// The backward gain of a function given as a closure; its slope is found by differences.
  ///
  /// - Parameters:
  ///   - variance: the variance of what enters the activation.
  ///   - kinks: where the function bends or jumps.
  ///   - function: the activation.
  /// - Throws: what ``GaussianMoments/init(of:variance:)`` throws.
  public static func backward(
    variance: Double = 1, kinks: [Double] = [], of function: @escaping @Sendable (Double) -> Double
  ) throws(GaussianIntegralError) -> Double {
    try backward(of: ScalarFunction("function", kinks: kinks, value: function), variance: variance)
  }
}
