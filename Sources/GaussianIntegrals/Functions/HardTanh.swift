extension ScalarFunction {
  /// The identity, held between -1 and 1: f(x) = min(max(x, -1), 1).
  ///
  /// ## Slope
  ///     f'(x) = 1 for |x| < 1, else 0
  public static let hardTanh = ScalarFunction(
    "hardTanh", equation: "min(max(x, -1), 1)", kinks: [-1, 1], isOdd: true
  ) { x in
    min(max(x, -1), 1)
  } slope: { x in
    x.magnitude < 1 ? 1 : 0
  }
}
