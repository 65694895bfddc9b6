extension ScalarFunction {
  /// The logistic function: f(x) = 1 / (1 + exp(-x)).
  ///
  /// ## Slope
  ///     f'(x) = f(x) f(-x)
  public static let sigmoid = ScalarFunction(
    "sigmoid", equation: "1 / (1 + exp(-x))"
  ) { x in
    logistic(x)
  } slope: { x in
    logistic(x) * logistic(-x)
  }
}
