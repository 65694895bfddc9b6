extension ScalarFunction {
  /// The square of the rectified linear unit: f(x) = max(0, x)².
  ///
  /// ## Slope
  ///     f'(x) = 2 max(0, x)
  ///
  /// - Source: D. So and others, Primer, 2021, <https://arxiv.org/abs/2109.08668>.
  public static let reluSquared = ScalarFunction(
    "reluSquared", equation: "max(0, x)²", kinks: [0]
  ) { x in
    max(0, x) * max(0, x)
  } slope: { x in
    2 * max(0, x)
  }
}
