extension ScalarFunction {
  /// A smooth function that dips below 0 once: f(x) = x tanh(log(1 + exp(x))).
  ///
  /// ## Slope
  ///     f'(x) = t + 4 x e (1 + e) / (n + 2)², e = exp(x), n = e (e + 2), t = n / (n + 2)
  ///
  /// - Source: D. Misra, 2019, <https://arxiv.org/abs/1908.08681>.
  public static let mish = ScalarFunction(
    "mish", equation: "x tanh(log(1 + exp(x)))"
  ) { x in
    if x > 25 { return x }
    let e = exp(x)
    let n = e * (e + 2)
    return x * n / (n + 2)
  } slope: { x in
    if x > 25 { return 1 }
    let e = exp(x)
    let n = e * (e + 2)
    return n / (n + 2) + 4 * x * e * (1 + e) / ((n + 2) * (n + 2))
  }
}
