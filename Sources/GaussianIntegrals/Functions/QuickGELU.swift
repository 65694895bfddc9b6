extension ScalarFunction {
  /// The Gaussian error linear unit by a logistic function σ: f(x) = x σ(1.702 x).
  ///
  /// ## Slope
  ///     f'(x) = σ(u) (1 + u σ(-u)), u = 1.702 x
  ///
  /// - Source: D. Hendrycks, K. Gimpel, 2016, <https://arxiv.org/abs/1606.08415>.
  public static let quickGELU = ScalarFunction(
    "quickGELU", equation: "x σ(1.702 x)"
  ) { x in
    x * logistic(1.702 * x)
  } slope: { x in
    logistic(1.702 * x) * (1 + 1.702 * x * logistic(-1.702 * x))
  }
}
