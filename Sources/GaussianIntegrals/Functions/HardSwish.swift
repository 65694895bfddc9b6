extension ScalarFunction {
  /// The sigmoid linear unit with a sigmoid of three straight lines: f(x) = x min(max(x / 6 + 1/2, 0), 1).
  ///
  /// ## Slope
  ///     f'(x) = 0 for x < -3, 1 for x > 3, else x / 3 + 1/2
  ///
  /// - Source: A. Howard and others, 2019, <https://arxiv.org/abs/1905.02244>.
  public static let hardSwish = ScalarFunction(
    "hardSwish", equation: "x min(max(x / 6 + 1/2, 0), 1)", kinks: [-3, 3]
  ) { x in
    x * min(max(x / 6 + 0.5, 0), 1)
  } slope: { x in
    x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5
  }
}
