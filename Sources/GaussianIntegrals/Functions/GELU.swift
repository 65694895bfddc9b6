extension ScalarFunction {
  /// The Gaussian error linear unit, with the normal distribution function Φ: f(x) = x Φ(x).
  ///
  /// ## Slope
  ///     f'(x) = Φ(x) + x φ(x)
  ///
  /// - Source: D. Hendrycks, K. Gimpel, 2016, <https://arxiv.org/abs/1606.08415>.
  public static let gelu = ScalarFunction(
    "gelu", equation: "x Φ(x)"
  ) { x in
    0.5 * x * erfc(-x / 2.0.squareRoot())
  } slope: { x in
    0.5 * erfc(-x / 2.0.squareRoot()) + x * normalDensity(x)
  }
}
