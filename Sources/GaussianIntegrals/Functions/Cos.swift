extension ScalarFunction {
  /// The cosine: f(x) = cos(x).
  ///
  /// ## Slope
  ///     f'(x) = -sin(x)
  public static let cos = ScalarFunction(
    "cos", equation: "cos(x)"
  ) { x in
    GaussianIntegrals.cos(x)
  } slope: { x in
    -GaussianIntegrals.sin(x)
  }
}
