extension ScalarFunction {
  /// The arctangent: f(x) = atan(x).
  ///
  /// ## Slope
  ///     f'(x) = 1 / (1 + x²)
  public static let atan = ScalarFunction(
    "atan", equation: "atan(x)", isOdd: true
  ) { x in
    GaussianIntegrals.atan(x)
  } slope: { x in
    1 / (1 + x * x)
  }
}
