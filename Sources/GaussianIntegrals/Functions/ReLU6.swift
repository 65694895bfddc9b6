extension ScalarFunction {
  /// The rectified linear unit, held below 6: f(x) = min(max(0, x), 6).
  ///
  /// ## Slope
  ///     f'(x) = 1 for 0 < x < 6, else 0
  ///
  /// - Source: A. Krizhevsky, Convolutional Deep Belief Networks on CIFAR-10, 2010.
  public static let relu6 = ScalarFunction(
    "relu6", equation: "min(max(0, x), 6)", kinks: [0, 6]
  ) { x in
    min(max(0, x), 6)
  } slope: { x in
    x > 0 && x < 6 ? 1 : 0
  }
}
