extension ScalarFunction {
  /// A smooth form of the rectified linear unit: f(x) = log(1 + exp(x)).
  ///
  /// ## Slope
  ///     f'(x) = 1 / (1 + exp(-x))
  ///
  /// - Source: C. Dugas and others, NeurIPS 2000.
  public static let softplus = ScalarFunction(
    "softplus", equation: "log(1 + exp(x))"
  ) { x in
    max(0, x) + log1p(exp(-x.magnitude))
  } slope: { x in
    logistic(x)
  }
}
