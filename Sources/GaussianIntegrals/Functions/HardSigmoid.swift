extension ScalarFunction {
  /// A sigmoid of three straight lines, as PyTorch and Keras 3 have it: f(x) = min(max(x / 6 + 1/2, 0), 1).
  ///
  /// ## Slope
  ///     f'(x) = 1/6 for |x| < 3, else 0
  public static let hardSigmoid = ScalarFunction(
    "hardSigmoid", equation: "min(max(x / 6 + 1/2, 0), 1)", kinks: [-3, 3]
  ) { x in
    min(max(x / 6 + 0.5, 0), 1)
  } slope: { x in
    x.magnitude < 3 ? 1.0 / 6 : 0
  }
}
