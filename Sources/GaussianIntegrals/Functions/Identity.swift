extension ScalarFunction {
  /// The identity: f(x) = x.
  ///
  /// ## Slope
  ///     f'(x) = 1
  public static let identity = ScalarFunction(
    "identity", equation: "x", isOdd: true, isHomogeneous: true
  ) { x in
    x
  } slope: { x in
    1
  }
}
