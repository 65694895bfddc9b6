extension ScalarFunction {
  /// A sigmoid of three straight lines, as ONNX and Keras 2 have it: f(x) = min(max(x / 5 + 1/2, 0), 1).
  ///
  /// ## Slope
  ///     f'(x) = 1/5 for |x| < 2.5, else 0
  public static let hardSigmoidONNX = ScalarFunction(
    "hardSigmoidONNX", equation: "min(max(x / 5 + 1/2, 0), 1)", kinks: [-2.5, 2.5]
  ) { x in
    min(max(0.2 * x + 0.5, 0), 1)
  } slope: { x in
    x.magnitude < 2.5 ? 0.2 : 0
  }
}
