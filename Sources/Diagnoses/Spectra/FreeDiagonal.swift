/// A diagonal of slopes as a factor of a ``FreeProduct``.
struct FreeDiagonal {
  /// The number of its elements.
  let units: Double
  /// The squares of its elements.
  let distribution: SlopeDistribution
  /// How often the product has such a factor.
  var count: Double

  /// The logarithm of z with units E[s z / (1 - s z)] = t, from one nearby, and its slope along log t.
  func solve(
    _ t: ComplexNumber, from guess: ComplexNumber
  ) -> (z: ComplexNumber, slope: ComplexNumber)? {
    if distribution.slopes.count == 1 {
      // z = t / (s (units share + t)).
      let whole = units * distribution.weights[0] + t
      let z = t / (distribution.slopes[0] * whole)
      return (z.logarithm, (units * distribution.weights[0]) * ComplexNumber(1) / whole)
    }
    var w = guess
    for _ in 0..<40 {
      let z = w.exponential
      var value = ComplexNumber(0)
      var slope = ComplexNumber(0)
      for (s, weight) in zip(distribution.slopes, distribution.weights) {
        let term = (s * z) / ComplexNumber(1 - s * z.real, -s * z.imaginary)
        value += weight * term
        // z d/dz of s z / (1 - s z) is s z / (1 - s z)².
        slope += weight * (term * (1 + term))
      }
      value = units * value
      slope = units * slope
      var step = (value - t) / slope
      guard step.isFinite else { return nil }
      let length = step.magnitude
      if length > 0.5 { step = (0.5 / length) * step }
      w -= step
      // Where z is large, rounding leaves no more than this.
      if length < 1e-9 { return (w, t / slope) }
    }
    return nil
  }

  /// units E log(1 - s z).
  func potential(_ z: ComplexNumber) -> ComplexNumber {
    var total = ComplexNumber(0)
    for (s, weight) in zip(distribution.slopes, distribution.weights) {
      total += weight * (-s * z).logarithmOfOneMore
    }
    return units * total
  }
}
