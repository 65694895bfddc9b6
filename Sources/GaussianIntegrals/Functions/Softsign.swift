extension ScalarFunction {
  /// A bounded function whose tails fall slowly: f(x) = x / (1 + |x|).
  ///
  /// ## Slope
  ///     f'(x) = 1 / (1 + |x|)²
  ///
  /// - Source: J. Bergstra and others, Quadratic Polynomials Learn Better Image Features, 2009.
  public static let softsign = ScalarFunction(
    "softsign", equation: "x / (1 + |x|)", kinks: [0], isOdd: true
  ) { x in
    x / (1 + x.magnitude)
  } slope: { x in
    1 / ((1 + x.magnitude) * (1 + x.magnitude))
  }
}
