extension ScalarFunction {
  /// The square: f(x) = x².
  ///
  /// ## Slope
  ///     f'(x) = 2 x
  public static let square = ScalarFunction(
    "square", equation: "x²"
  ) { x in
    x * x
  } slope: { x in
    2 * x
  }
}
