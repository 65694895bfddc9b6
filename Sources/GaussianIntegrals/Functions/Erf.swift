extension ScalarFunction {
  /// The error function: f(x) = erf(x).
  ///
  /// ## Slope
  ///     f'(x) = 2 / sqrt(π) exp(-x²)
  public static let erf = ScalarFunction(
    "erf", equation: "erf(x)", isOdd: true
  ) { x in
    GaussianIntegrals.erf(x)
  } slope: { x in
    2 / Double.pi.squareRoot() * exp(-x * x)
  }
}
