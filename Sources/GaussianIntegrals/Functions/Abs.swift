extension ScalarFunction {
  /// The absolute value: f(x) = |x|.
  ///
  /// ## Slope
  ///     f'(x) = 1 for x > 0, -1 for x < 0
  public static let abs = ScalarFunction(
    "abs", equation: "|x|", kinks: [0], isHomogeneous: true
  ) { x in
    x.magnitude
  } slope: { x in
    x > 0 ? 1 : -1
  }
}
