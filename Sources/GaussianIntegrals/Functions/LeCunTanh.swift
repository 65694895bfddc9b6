extension ScalarFunction {
  /// The hyperbolic tangent that maps ±1 to ±1: f(x) = 1.7159 tanh(2 x / 3).
  ///
  /// ## Slope
  ///     f'(x) = 1.7159 · 2/3 / cosh²(2 x / 3)
  ///
  /// - Source: Y. LeCun, L. Bottou, G. Orr, K. Müller, Efficient BackProp, 1998.
  public static let lecunTanh = ScalarFunction(
    "lecunTanh", equation: "1.7159 tanh(2 x / 3)", isOdd: true
  ) { x in
    1.7159 * GaussianIntegrals.tanh(2 * x / 3)
  } slope: { x in
    1.7159 * 2 / 3 * squaredSecant(2 * x / 3)
  }
}
