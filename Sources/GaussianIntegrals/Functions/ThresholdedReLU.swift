extension ScalarFunction {
  /// ``thresholdedReLU(threshold:)`` with its usual threshold, 1.
  public static let thresholdedReLU = thresholdedReLU(threshold: 1)

  /// The input, with 0 in place of what is not above the threshold: f(x) = x for x > threshold, else 0.
  ///
  /// ## Slope
  ///     f'(x) = 1 for x > threshold, else 0
  ///
  /// - Source: K. Konda, R. Memisevic, D. Krueger, 2014, <https://arxiv.org/abs/1402.3337>.
  ///
  /// - Parameter threshold: the value up to which it is 0.
  public static func thresholdedReLU(threshold: Double) -> ScalarFunction {
    ScalarFunction(
      spelled("thresholdedReLU", threshold, usual: 1),
      equation: "x for x > threshold, else 0",
      jumps: [threshold]
    ) { x in
      x > threshold ? x : 0
    } slope: { x in
      x > threshold ? 1 : 0
    }
  }
}
