extension ScalarFunction {
  /// The inverse hyperbolic sine, which grows like a logarithm: f(x) = asinh(x).
  ///
  /// ## Slope
  ///     f'(x) = 1 / sqrt(1 + x²)
  public static let asinh = ScalarFunction(
    "asinh", equation: "asinh(x)", isOdd: true
  ) { x in
    GaussianIntegrals.asinh(x)
  } slope: { x in
    1 / (1 + x * x).squareRoot()
  }
}
