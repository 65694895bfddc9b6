extension ScalarFunction {
  /// The exponential function: f(x) = exp(x).
  ///
  /// ## Slope
  ///     f'(x) = exp(x)
  public static let exponential = ScalarFunction(
    "exponential", equation: "exp(x)"
  ) { x in
    exp(x)
  } slope: { x in
    exp(x)
  }
}
