extension ScalarFunction {
  /// ``elu(alpha:)`` with its usual alpha, 1.
  public static let elu = elu(alpha: 1)

  /// The exponential linear unit: f(x) = x for x > 0, else alpha (exp(x) - 1).
  ///
  /// ## Slope
  ///     f'(x) = 1 for x > 0, else alpha exp(x)
  ///
  /// - Source: D. Clevert, T. Unterthiner, S. Hochreiter, ICLR 2016,
  ///   <https://arxiv.org/abs/1511.07289>.
  ///
  /// - Parameter alpha: the value that it falls to, negated.
  public static func elu(alpha: Double) -> ScalarFunction {
    ScalarFunction(
      spelled("elu", alpha, usual: 1),
      equation: "x for x > 0, else alpha (exp(x) - 1)",
      kinks: [0]
    ) { x in
      x > 0 ? x : alpha * expm1(x)
    } slope: { x in
      x > 0 ? 1 : alpha * exp(x)
    }
  }
}
