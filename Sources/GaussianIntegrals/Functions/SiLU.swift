extension ScalarFunction {
  /// The sigmoid linear unit, also called swish, with the logistic function σ: f(x) = x σ(x).
  ///
  /// ## Slope
  ///     f'(x) = σ(x) (1 + x σ(-x))
  ///
  /// - Source: S. Elfwing, E. Uchibe, K. Doya, 2017, <https://arxiv.org/abs/1702.03118>.
  public static let silu = ScalarFunction(
    "silu", equation: "x σ(x)"
  ) { x in
    x * logistic(x)
  } slope: { x in
    logistic(x) * (1 + x * logistic(-x))
  }
}
