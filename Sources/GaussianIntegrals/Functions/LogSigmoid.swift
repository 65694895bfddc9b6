extension ScalarFunction {
  /// The logarithm of the logistic function: f(x) = -log(1 + exp(-x)).
  ///
  /// ## Slope
  ///     f'(x) = 1 / (1 + exp(x))
  public static let logSigmoid = ScalarFunction(
    "logSigmoid", equation: "-log(1 + exp(-x))"
  ) { x in
    min(0, x) - log1p(exp(-x.magnitude))
  } slope: { x in
    logistic(-x)
  }
}
