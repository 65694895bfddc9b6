extension ScalarFunction {
  /// ``hardshrink(threshold:)`` with its usual threshold, 0.5.
  public static let hardshrink = hardshrink(threshold: 0.5)

  /// The input, with 0 in place of what is small: f(x) = x for |x| > threshold, else 0.
  ///
  /// ## Slope
  ///     f'(x) = 1 for |x| > threshold, else 0
  ///
  /// - Parameter threshold: the magnitude up to which it is 0.
  public static func hardshrink(threshold: Double) -> ScalarFunction {
    ScalarFunction(
      spelled("hardshrink", threshold, usual: 0.5),
      equation: "x for |x| > threshold, else 0",
      jumps: [-threshold, threshold], isOdd: true
    ) { x in
      x.magnitude > threshold ? x : 0
    } slope: { x in
      x.magnitude > threshold ? 1 : 0
    }
  }
}
