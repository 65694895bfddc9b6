extension ScalarFunction {
  /// ``prelu(slope:)`` with its usual slope, 0.25.
  public static let prelu = prelu(slope: 0.25)

  /// The parametric rectified linear unit with its slope as it starts: f(x) = x for x > 0, else slope x.
  ///
  /// ## Slope
  ///     f'(x) = 1 for x > 0, else slope
  ///
  /// - Source: K. He and others, 2015, <https://arxiv.org/abs/1502.01852>.
  ///
  /// - Parameter slope: the slope below 0, which training changes.
  public static func prelu(slope: Double) -> ScalarFunction {
    rectifier(spelled("prelu", slope, usual: 0.25), "x for x > 0, else slope x", slope)
  }
}
