extension ScalarFunction {
  /// The rectified linear unit: f(x) = max(0, x).
  ///
  /// ## Slope
  ///     f'(x) = 1 for x > 0, else 0
  ///
  /// - Source: V. Nair, G. Hinton, ICML 2010.
  public static let relu = ScalarFunction(
    "relu", equation: "max(0, x)", kinks: [0], isHomogeneous: true
  ) { x in
    max(0, x)
  } slope: { x in
    x > 0 ? 1 : 0
  }
}
