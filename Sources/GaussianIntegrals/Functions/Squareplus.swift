extension ScalarFunction {
  /// ``squareplus(b:)`` with its usual b, 4.
  public static let squareplus = squareplus(b: 4)

  /// An algebraic form of softplus: f(x) = (x + sqrt(x² + b)) / 2.
  ///
  /// ## Slope
  ///     f'(x) = (1 + x / sqrt(x² + b)) / 2
  ///
  /// - Source: J. Barron, 2021, <https://arxiv.org/abs/2112.11687>.
  ///
  /// - Parameter b: how wide the bend is; at least 0.
  public static func squareplus(b: Double) -> ScalarFunction {
    ScalarFunction(
      spelled("squareplus", b, usual: 4), equation: "(x + sqrt(x² + b)) / 2",
      kinks: b == 0 ? [0] : [], isHomogeneous: b == 0
    ) { x in
      let root = (x * x + b).squareRoot()
      // Below 0 the sum cancels; its conjugate does not.
      return x >= 0 ? 0.5 * (x + root) : 0.5 * b / (root - x)
    } slope: { x in
      let root = (x * x + b).squareRoot()
      return x >= 0 ? 0.5 * (1 + x / root) : 0.5 * b / (root * (root - x))
    }
  }
}
