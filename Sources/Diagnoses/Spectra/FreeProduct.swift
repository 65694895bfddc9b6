#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The singular values of a product of large independent matrices in general position.
///
/// With t(λ) = sum over the squared singular values s of s / (λ - s), a product of factors has
///
///     1 / λ = t (product of S(t) over the factors) (product of (d + t) over the places between them)
///
/// where d is the number of units at a place, and
///
/// | factor | S |
/// |---|---|
/// | in × out independent elements of variance v | 1 / (v (in + t) (out + t)) |
/// | orthonormal rows or columns times a gain g, k the smaller side | 1 / (g² (k + t)) |
/// | a diagonal of slopes, s their squares | z / t where t = units E[s z / (1 - s z)] |
///
/// The number of squared values above λ is the imaginary part, over π, of the integral of t over log λ,
/// which is a sum over the factors too: no density is computed, and single values that many units
/// share need no care.
///
/// - Source: the S-transform: D. Voiculescu, 1987; for products of square layers J. Pennington,
///   S. Schoenholz, S. Ganguli, NIPS 2017, <https://arxiv.org/abs/1711.04735>. Sides of different
///   lengths are ours: a product and its reverse have the same values that are not 0.
struct FreeProduct {
  /// One matrix of the product.
  enum Factor {
    /// Independent elements of mean 0 and the given variance.
    case independent(inputs: Double, outputs: Double, variance: Double)
    /// Orthonormal rows or columns times `gain`, uniformly distributed.
    case orthogonal(inputs: Double, outputs: Double, gain: Double)
    /// A diagonal matrix of slopes.
    case slopes(units: Double, SlopeDistribution)
  }

  // The logarithm of 1 / λ is this, log t, and for each term coefficient log(1 + t / length), for each
  // diagonal log(z / t).
  private var constant = 0.0
  private var terms: [(length: Double, coefficient: Double)] = []
  private var diagonals: [FreeDiagonal] = []
  // The logarithm of a bound of the squared values.
  private var bound = 0.0
  /// The most singular values that may not be 0.
  private(set) var rank: Double = .infinity

  /// The product of factors, the first applied first.
  ///
  /// - Precondition: there is a factor, and each has as many columns as the one before has rows.
  init(_ factors: [Factor]) {
    var place: Double?
    for factor in factors {
      if let place {
        add(1, place)
        constant += log(place)
      }
      switch factor {
      case .independent(let inputs, let outputs, let variance):
        add(-1, inputs)
        add(-1, outputs)
        constant -= log(variance * inputs * outputs)
        bound += log(variance) + 2 * log(inputs.squareRoot() + outputs.squareRoot())
        rank = min(rank, inputs, outputs)
        place = outputs
      case .orthogonal(let inputs, let outputs, let gain):
        let smaller = min(inputs, outputs)
        add(-1, smaller)
        constant -= log(gain * gain * smaller)
        bound += log(gain * gain)
        rank = min(rank, smaller)
        place = outputs
      case .slopes(let units, let distribution):
        bound += log(distribution.slopes.last ?? 0)
        rank = min(rank, units * distribution.share)
        place = units
        add(distribution, units)
      }
    }
    terms.removeAll { $0.coefficient == 0 }
  }

  private mutating func add(_ coefficient: Double, _ length: Double) {
    if let same = terms.firstIndex(where: { $0.length == length }) {
      terms[same].coefficient += coefficient
    } else {
      terms.append((length, coefficient))
    }
  }

  private mutating func add(_ distribution: SlopeDistribution, _ units: Double) {
    let same = diagonals.firstIndex {
      $0.units == units && $0.distribution.slopes == distribution.slopes
        && $0.distribution.weights == distribution.weights
    }
    if let same {
      diagonals[same].count += 1
    } else {
      diagonals.append(FreeDiagonal(units: units, distribution: distribution, count: 1))
    }
  }

  /// The sum of the squared singular values.
  var sum: Double {
    var logarithm = -constant
    for diagonal in diagonals {
      logarithm += diagonal.count * log(diagonal.units * diagonal.distribution.moment(1))
    }
    return exp(logarithm)
  }

  // MARK: Solving

  /// A point of the solution: log λ, log t, and log z of each diagonal.
  private struct Point {
    var position: Double
    var y: ComplexNumber
    var z: [ComplexNumber]
    /// The number of values above.
    var above = 0.0
  }

  // The angle of λ, which keeps it off the values: they are seen with this relative width.
  private static let angle = 1e-6
  // The logarithm of the square of the least that is told from 0.
  private static let smallest = -1_390.0

  /// Singular values at which given shares of the `count` largest lie above, shares ascending; those
  /// of zeros are 0.
  func quantiles(_ shares: [Double], of count: Double) -> [Double] {
    guard sum > 0, sum.isFinite else { return shares.map { _ in sum > 0 ? .nan : 0 } }
    // Of more than the rank are zeros.
    let most = min(rank * (1 - 1e-5), count)
    let curve = solve(until: min((shares.last ?? 0) * count, most), of: count)
    var place = 0
    return shares.map { share in
      let wanted = share * count
      while place < curve.count, curve[place].above < wanted { place += 1 }
      guard place < curve.count else {
        let isZero = wanted > most || (curve.last?.position ?? 0) < Self.smallest
        return isZero ? 0 : .nan
      }
      guard place > 0 else { return exp(0.5 * curve[0].position) }
      let (upper, lower) = (curve[place - 1], curve[place])
      // Toward both ends numbers of values are powers of λ.
      func height(_ above: Double) -> Double {
        log(max(above, 1e-12 * count)) - log(max(count - above, 1e-12 * count))
      }
      let rise = height(lower.above) - height(upper.above)
      let part = rise > 0 ? (height(wanted) - height(upper.above)) / rise : 1
      return exp(0.5 * (upper.position + part * (lower.position - upper.position)))
    }
  }

  // From far above all values downward, in steps that pass at most a three-hundredth of them.
  private func solve(until wanted: Double, of count: Double) -> [Point] {
    // Where λ is so large that t = sum / λ.
    let start = bound + 20
    let y = log(sum) - start
    var point = Point(
      position: start, y: ComplexNumber(y, -Self.angle),
      z: diagonals.map {
        ComplexNumber(y - log($0.units * $0.distribution.moment(1)), -Self.angle)
      })
    guard let first = solved(point) else { return [] }
    point = first
    var curve = [point]
    var step = 0.25
    while point.above < wanted, curve.count < 20_000, point.position > Self.smallest {
      var guess = point
      guess.position -= step
      let next = solved(guess)
      let passed = next.map { $0.above - point.above } ?? .infinity
      // Finer where few values are above or below: at the ends of the spectrum.
      let few = min(point.above, count - point.above) / 2
      let isFine = passed > -1e-6 * count && passed <= max(min(count / 300, few), 1e-5 * count)
      if let next, isFine || (step <= 2 * Self.angle && passed > -1e-6 * count) {
        point = next
        curve.append(point)
        if passed < max(min(count / 1_000, few / 4), 1e-6 * count) { step = min(step * 1.6, 2) }
      } else {
        step /= 2
        if step < 1e-10 { break }
      }
    }
    return curve
  }

  // Newton's iteration from a point nearby; `nil` where it does not settle below the real axis.
  private func solved(_ guess: Point) -> Point? {
    var point = guess
    let limit = 0.5
    for _ in 0..<30 {
      let t = point.y.exponential
      guard t.isFinite else { return nil }
      // log(λ / λ(t)) and its slope along log t.
      var value = ComplexNumber(point.position + constant, Self.angle)
      var slope = ComplexNumber(1)
      value += point.y
      for (length, coefficient) in terms {
        value += coefficient * ((1 / length) * t).logarithmOfOneMore
        slope += coefficient * (t / (length + t))
      }
      for (index, diagonal) in diagonals.enumerated() {
        guard let (z, growth) = diagonal.solve(t, from: point.z[index]) else { return nil }
        point.z[index] = z
        value += diagonal.count * (z - point.y)
        slope += diagonal.count * (growth - ComplexNumber(1))
      }
      var step = value / slope
      guard step.isFinite else { return nil }
      let length = step.magnitude
      if length > limit { step = (limit / length) * step }
      point.y -= step
      // Where t is large, rounding of the sum above leaves no more.
      if length < 1e-8 {
        guard point.y.imaginary < 1e-9, point.y.imaginary > -.pi - 1e-9,
          (point.y - guess.y).magnitude < 2
        else { return nil }
        point.above = numberAbove(point)
        return point
      }
    }
    return nil
  }

  private func numberAbove(_ point: Point) -> Double {
    let t = point.y.exponential
    var total = ComplexNumber(-t.real, -t.imaginary)
    for (length, coefficient) in terms {
      total += (coefficient * length) * ((1 / length) * t).logarithmOfOneMore
      total -= coefficient * t
    }
    for (index, diagonal) in diagonals.enumerated() {
      total += diagonal.count * (diagonal.potential(point.z[index].exponential) + t)
    }
    return total.imaginary / .pi
  }
}
