extension ScalarFunction {
  /// The randomized rectified linear unit as it is used after training: f(x) = x for x > 0, else 11/48 x.
  ///
  /// ## Slope
  ///     f'(x) = 1 for x > 0, else 11/48
  ///
  /// - Source: B. Xu and others, 2015, <https://arxiv.org/abs/1505.00853>; slopes from 1/8 to 1/3 as
  ///   in PyTorch, whose middle is 11/48.
  public static let rrelu = rectifier("rrelu", "x for x > 0, else 11/48 x", 11.0 / 48)
}
