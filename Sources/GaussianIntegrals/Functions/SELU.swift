extension ScalarFunction {
  /// The scaled exponential linear unit: f(x) = scale (x for x > 0, else alpha (exp(x) - 1)).
  ///
  /// The two constants make N(0, 1) a fixed point: E f = 0 and E f² = 1.
  ///
  /// ## Slope
  ///     f'(x) = scale (1 for x > 0, else alpha exp(x))
  ///
  /// - Source: G. Klambauer and others, NeurIPS 2017, <https://arxiv.org/abs/1706.02515>.
  public static let selu = ScalarFunction(
    "selu", equation: "1.0507 (x for x > 0, else 1.67326 (exp(x) - 1))", kinks: [0]
  ) { x in
    seluScale * (x > 0 ? x : seluAlpha * expm1(x))
  } slope: { x in
    seluScale * (x > 0 ? 1 : seluAlpha * exp(x))
  }

  private static let seluAlpha = 1.67326324235437728482
  private static let seluScale = 1.05070098735548049342
}
