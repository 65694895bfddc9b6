#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

// Layers of fresh normal weights multiply the mean square of a value by independent factors, so that
// means and variances of its logarithm add up: B. Hanin and M. Nica, arXiv:1812.05994. One layer of n
// units has factor chi^2_n / n; the factor of what a function makes of it is a mean of n independent
// numbers f(z)^2.

extension LogLength {
  /// The same, known no longer for sure.
  var uncertain: LogLength {
    var result = self
    result.isExact = false
    result.fresh = nil
    return result
  }

  /// After a layer of `units` units of fresh weights.
  func afterWeights(units: Double, isNormal: Bool) -> LogLength {
    guard units >= 1 else { return uncertain }
    var result = LogLength()
    result.mean = mean + digamma(units / 2) + log(2 / units)
    result.variance = variance + trigamma(units / 2)
    result.isExact = isExact && isNormal
    result.fresh = Fresh(mean: mean, variance: variance, units: units)
    return result
  }

  /// After a function of each element.
  ///
  /// Exact for functions that are homogeneous with slopes 0 and not 0, given that a unit is open; for
  /// others by the mean fourth power and by how the mean square of f answers to that of its input,
  ///
  ///     s = d log E f^2 / d log q = E x f f' / E f^2
  ///     variance s^2 v + (E f^4 / (E f^2)^2 - 1) / n,   mean s m less half of the second term,
  ///
  /// v and m those before the weights: the first order in 1 / n. Typical error 10 % of the variance
  /// for six layers of 48 units of tanh.
  func after(_ f: ElementFunction, _ input: SignalMoments, _ space: MomentSpace) -> LogLength {
    if case .line(_, 0) = f.shape { return self }
    guard let fresh else { return uncertain }
    var result = LogLength()
    result.isExact = isExact
    if case .bend(let a, let b) = f.shape, input.form.constant == 0, abs(a) == abs(b), a != 0 {
      let (mean, variance) = Self.open(units: fresh.units)
      result.mean = fresh.mean + mean
      result.variance = fresh.variance + variance
      return result
    }
    let squares = space.powers(of: f, input.form)
    guard squares.second > 0 else { return uncertain }
    let own = max(0, squares.fourth / (squares.second * squares.second) - 1) / fresh.units
    result.isExact = false
    let s = squares.answer
    result.variance = s * s * fresh.variance + own
    result.mean = s * fresh.mean - own / 2
    return result
  }

  /// Of the sum with a value whose length strays by itself, `share` of the mean square being its.
  func plus(_ other: LogLength, share: Double, units: Double) -> LogLength {
    var result = LogLength()
    let kept = 1 - share
    let together = min(variance, other.variance)
    result.mean = kept * mean + share * other.mean
    result.variance =
      kept * kept * variance + share * share * other.variance + 2 * kept * share * together
      + 4 * kept * share / max(units, 1)
    result.isExact = false
    return result
  }

  // (2 / n) times the sum of K squares, K the number of n units that are open with probability 1/2,
  // given that one is.
  private static func open(units n: Double) -> (mean: Double, variance: Double) {
    if n > 20_000 { return (-2.5 / n, 5 / n) }
    let count = Int(n)
    let logHalf = -n * log(2.0)
    var (total, mean, square, inner) = (0.0, 0.0, 0.0, 0.0)
    var logBinomial = 0.0
    for k in 1...max(count, 1) {
      logBinomial += log(Double(count - k + 1)) - log(Double(k))
      let p = exp(logBinomial + logHalf)
      guard p > 1e-25 else { continue }
      let value = digamma(Double(k) / 2)
      total += p
      mean += p * value
      square += p * value * value
      inner += p * trigamma(Double(k) / 2)
    }
    mean /= total
    let variance = max(0, square / total - mean * mean) + inner / total
    return (mean + log(2.0) + log(2 / n), variance)
  }
}

/// The derivative of log Gamma: the recurrence up to 10, then the asymptotic series.
func digamma(_ x: Double) -> Double {
  var (x, sum) = (x, 0.0)
  while x < 10 {
    sum -= 1 / x
    x += 1
  }
  let y = 1 / (x * x)
  let series =
    y * (1 / 12.0 - y * (1 / 120.0 - y * (1 / 252.0 - y * (1 / 240.0 - y * (1 / 132.0)))))
  return sum + log(x) - 0.5 / x - series
}

/// The derivative of digamma.
func trigamma(_ x: Double) -> Double {
  var (x, sum) = (x, 0.0)
  while x < 10 {
    sum += 1 / (x * x)
    x += 1
  }
  let y = 1 / (x * x)
  let series = y * (1 / 6.0 - y * (1 / 30.0 - y * (1 / 42.0 - y * (1 / 30.0 - y * (5 / 66.0)))))
  return sum + 1 / x + 0.5 * y + series / x
}

extension MomentSpace {
  /// E f² and E f⁴ of a function of a form, and d log E f² / d log q for the variance q.
  func powers(
    of f: ElementFunction, _ form: LinearForm
  ) -> (second: Double, fourth: Double, answer: Double) {
    let kernel = covariance(form)
    let square = f.of(kernel.own.squareRoot(), form.constant)
    let one = ElementFunction.product(square, square)
    let second = pair(square, 1, square, 1, correlation: 1)
    let fourth = pair(one, 1, one, 1, correlation: 1)
    let slope = ElementFunction("(\(square.name))'x", kinks: square.kinks) {
      $0 * square.slope($0)
    } slope: { _ in
      0
    }
    let answer = second > 0 ? pair(square, 1, slope, 1, correlation: 1) / second : 0
    return (second, fourth, answer)
  }
}
