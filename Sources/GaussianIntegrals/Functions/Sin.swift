extension ScalarFunction {
  /// The sine: f(x) = sin(x).
  ///
  /// ## Slope
  ///     f'(x) = cos(x)
  ///
  /// - Source: V. Sitzmann and others, 2020, <https://arxiv.org/abs/2006.09661>.
  public static let sin = ScalarFunction(
    "sin", equation: "sin(x)", isOdd: true
  ) { x in
    GaussianIntegrals.sin(x)
  } slope: { x in
    GaussianIntegrals.cos(x)
  }
}
