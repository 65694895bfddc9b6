extension ScalarFunction {
  /// The hyperbolic tangent: f(x) = tanh(x).
  ///
  /// ## Slope
  ///     f'(x) = 1 / cosh²(x)
  public static let tanh = ScalarFunction(
    "tanh", equation: "tanh(x)", isOdd: true
  ) { x in
    GaussianIntegrals.tanh(x)
  } slope: { x in
    squaredSecant(x)
  }
}
