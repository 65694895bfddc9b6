extension ScalarFunction {
  /// ``softshrink(threshold:)`` with its usual threshold, 0.5.
  public static let softshrink = softshrink(threshold: 0.5)

  /// The input pulled towards 0 by the threshold: f(x) = x - sign(x) min(|x|, threshold).
  ///
  /// ## Slope
  ///     f'(x) = 1 for |x| > threshold, else 0
  ///
  /// - Source: D. Donoho, IEEE Transactions on Information Theory 41, 1995.
  ///
  /// - Parameter threshold: how far it is pulled.
  public static func softshrink(threshold: Double) -> ScalarFunction {
    ScalarFunction(
      spelled("softshrink", threshold, usual: 0.5),
      equation: "x - sign(x) min(|x|, threshold)",
      kinks: [-threshold, threshold], isOdd: true
    ) { x in
      x > threshold ? x - threshold : x < -threshold ? x + threshold : 0
    } slope: { x in
      x.magnitude > threshold ? 1 : 0
    }
  }
}
