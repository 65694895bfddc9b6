extension ScalarFunction {
  /// The Gaussian error linear unit by a hyperbolic tangent:
  /// f(x) = x / 2 (1 + tanh(u)), u = sqrt(2/π) (x + 0.044715 x³).
  ///
  /// ## Slope
  ///     f'(x) = s + x s (1 - s) 2 u'(x), s = (1 + tanh(u)) / 2
  ///
  /// - Source: D. Hendrycks, K. Gimpel, 2016, <https://arxiv.org/abs/1606.08415>.
  public static let geluTanh = ScalarFunction(
    "geluTanh", equation: "x / 2 (1 + tanh(sqrt(2/π) (x + 0.044715 x³)))"
  ) { x in
    // Beyond 20 the tangent is 1 to the last digit, and a cube could overflow.
    x.magnitude > 20 ? max(0, x) : x * logistic(2 * rootOfTwoOverPi * (x + 0.044715 * x * x * x))
  } slope: { x in
    if x.magnitude > 20 { return x > 0 ? 1 : 0 }
    let v = 2 * rootOfTwoOverPi * (x + 0.044715 * x * x * x)
    let share = logistic(v)
    let rate = 2 * rootOfTwoOverPi * (1 + 3 * 0.044715 * x * x)
    return share + x * share * logistic(-v) * rate
  }

  private static let rootOfTwoOverPi = 0.79788456080286535588
}
