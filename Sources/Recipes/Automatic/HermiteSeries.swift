import Operators
import Threads

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A function of a normal number as a sum of Hermite polynomials, by which the mean product of two
/// correlated values costs a polynomial.
///
///     E f(u) f(v) = sum over k of a_k² c^k,   u, v of variance q and correlation c
///
/// The first 48 terms are integrated over 1,024 midpoints between ±9 deviations; the rest counts as
/// one power that has their mass and their slope at c = 1. Good to about three digits, which is
/// enough to choose by: laws are set by the pass of moments.
struct HermiteSeries {
  /// q.
  let variance: Double
  /// E f².
  let secondMoment: Double
  /// E f'².
  let slopeSecondMoment: Double
  /// d E f² / dq.
  let growth: Double
  /// E f⁴ / (E f²)² - 1: the variance of a squared length times the number of units.
  let scatter: Double
  /// The probability of a slope under 5 % of the largest.
  let flatShare: Double
  private let squares: [Double]
  private let rest: (mass: Double, power: Double)

  private static let count = 48
  private static let points = 1024
  private static let nodes: [(z: Double, weight: Double)] = (0..<points).map { index in
    let z = 18 * (Double(index) + 0.5) / Double(points) - 9
    return (z, 18 / Double(points) * exp(-z * z / 2) / (2 * Double.pi).squareRoot())
  }
  private static let roots = (0...count).map { Double($0).squareRoot() }

  private struct Key: Hashable {
    let function: String
    let variance: Double
  }
  private static let known = Remembered<Key, HermiteSeries?>()

  /// The series of a function of a number with mean 0, computed once; `nil` where it has no finite
  /// moments.
  static func of(_ f: ElementFunction, variance q: Double) -> HermiteSeries? {
    known.value(for: Key(function: f.name, variance: q)) { HermiteSeries(f, variance: q) }
  }

  private init?(_ f: ElementFunction, variance q: Double) {
    let deviation = q.squareRoot()
    var coefficients = [Double](repeating: 0, count: Self.count)
    var slopes: [Double] = []
    slopes.reserveCapacity(Self.points)
    var (second, slopeSecond, fourth) = (0.0, 0.0, 0.0)
    var (above, below) = (0.0, 0.0)
    let (up, down) = ((1.01 * q).squareRoot(), (0.99 * q).squareRoot())
    for (z, weight) in Self.nodes {
      let value = f.value(deviation * z)
      let slope = f.slope(deviation * z)
      second += weight * value * value
      fourth += weight * value * value * value * value
      slopeSecond += weight * slope * slope
      let (more, less) = (f.value(up * z), f.value(down * z))
      above += weight * more * more
      below += weight * less * less
      slopes.append(abs(slope))
      var (before, own) = (0.0, weight * value)
      for k in 0..<Self.count {
        coefficients[k] += own
        (before, own) = (own, (z * own - Self.roots[k] * before) / Self.roots[k + 1])
      }
    }
    guard second.isFinite, second > 0, slopeSecond.isFinite else { return nil }
    let largest = slopes.max() ?? 0
    flatShare = zip(slopes, Self.nodes).reduce(0) {
      $0 + ($1.0 < 0.05 * largest ? $1.1.weight : 0)
    }
    variance = q
    secondMoment = second
    slopeSecondMoment = slopeSecond
    scatter = max(fourth / (second * second) - 1, 0)
    growth = (above - below) / (0.02 * q)
    squares = coefficients.map { $0 * $0 }
    let mass = max(0, second - squares.reduce(0, +))
    let slopeMass =
      q * slopeSecond - squares.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
    rest = (
      mass, mass > 1e-12 * second ? max(slopeMass / mass, Double(Self.count)) : Double(Self.count)
    )
  }

  /// E f² at a variance.
  static func secondMoment(_ f: ElementFunction, _ variance: Double) -> Double {
    let deviation = variance.squareRoot()
    return nodes.reduce(0) {
      let value = f.value(deviation * $1.z)
      return $0 + $1.weight * value * value
    }
  }

  /// E f(u) f(v) for a correlation from 0 to 1.
  func product(_ correlation: Double) -> Double {
    let sum = squares.reversed().reduce(0) { $0 * correlation + $1 }
    return sum + (rest.mass > 0 ? rest.mass * pow(max(correlation, 0), rest.power) : 0)
  }

  /// The least of 1 - c over layers of weight variance `w` and bias variance
  /// `b`, for inputs with nothing in common; and after how many
  /// layers it is below a hundredth.
  func distinction(_ w: Double, _ b: Double, layers: Int) -> (least: Double, lost: Int?) {
    var (c, least) = (0.0, 1.0)
    var lost: Int?
    let next = w * secondMoment + b
    for layer in 0..<min(max(layers, 0), 1000) {
      c = min((w * product(c) + b) / next, 1)
      least = min(least, 1 - c)
      if least < 0.01, lost == nil { lost = layer + 1 }
      if least < 1e-9 { break }
    }
    return (least, lost)
  }
}
