extension ScalarFunction {
  /// ``celu(alpha:)`` with its usual alpha, 1.
  public static let celu = celu(alpha: 1)

  /// The continuously differentiable exponential linear unit: f(x) = x for x > 0, else alpha (exp(x / alpha) - 1).
  ///
  /// ## Slope
  ///     f'(x) = 1 for x > 0, else exp(x / alpha)
  ///
  /// - Source: J. Barron, 2017, <https://arxiv.org/abs/1704.07483>.
  ///
  /// - Parameter alpha: the value that it falls to, negated.
  public static func celu(alpha: Double) -> ScalarFunction {
    ScalarFunction(
      spelled("celu", alpha, usual: 1),
      equation: "x for x > 0, else alpha (exp(x / alpha) - 1)",
      kinks: [0]
    ) { x in
      x > 0 ? x : alpha * expm1(x / alpha)
    } slope: { x in
      x > 0 ? 1 : exp(x / alpha)
    }
  }
}
