extension ScalarFunction {
  /// What the hyperbolic tangent leaves of its input: f(x) = x - tanh(x).
  ///
  /// ## Slope
  ///     f'(x) = tanh²(x)
  public static let tanhshrink = ScalarFunction(
    "tanhshrink", equation: "x - tanh(x)", isOdd: true
  ) { x in
    if x.magnitude > 1 { return x - GaussianIntegrals.tanh(x) }
    // Lambert's continued fraction tanh(x) = x / (1 + x²/(3 + x²/(5 + ...))): nothing cancels.
    let square = x * x
    var fraction = 21.0
    for odd in stride(from: 19.0, through: 3, by: -2) { fraction = odd + square / fraction }
    let rest = square / fraction
    return x * rest / (1 + rest)
  } slope: { x in
    GaussianIntegrals.tanh(x) * GaussianIntegrals.tanh(x)
  }
}
