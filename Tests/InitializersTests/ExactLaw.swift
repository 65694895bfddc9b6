import Foundation

/// A law about 0 as its definition gives it, to compare draws with: nothing here is the package's.
struct ExactLaw: Sendable {
  let name: String
  /// P(X <= x).
  let distribution: @Sendable (Double) -> Double
  /// E X^2, E X^4 and E X^8.
  let second, fourth, eighth: Double
  /// Where the law ends.
  let end: Double

  /// U(-a, a): E X^k = a^k / (k + 1).
  static func uniform(bound a: Double) -> ExactLaw {
    ExactLaw(
      name: "uniform", distribution: { min(max((1 + $0 / a) / 2, 0), 1) },
      second: pow(a, 2) / 3, fourth: pow(a, 4) / 5, eighth: pow(a, 8) / 9, end: a)
  }

  /// N(0, s^2): E X^k = (k - 1)!! s^k; the smallest u of a draw is 2^-31.
  static func normal(deviation s: Double) -> ExactLaw {
    ExactLaw(
      name: "normal", distribution: { erfc(-$0 / s / 2.0.squareRoot()) / 2 },
      second: s * s, fourth: 3 * pow(s, 4), eighth: 105 * pow(s, 8),
      end: s * (62 * log(2.0)).squareRoot() * (1 + 1e-6))
  }

  /// N(0, p^2) given |X| < 2 p; moments by Simpson's rule on the density.
  static func truncatedNormal(parent p: Double) -> ExactLaw {
    func integral(_ power: Double) -> Double {
      let steps = 2_000
      let width = 4.0 / Double(steps)
      let sum = (0...steps).reduce(0) { sum, step in
        let x = -2 + width * Double(step)
        let weight: Double = step == 0 || step == steps ? 1 : step.isMultiple(of: 2) ? 2 : 4
        return sum + weight * pow(x, power) * exp(-x * x / 2)
      }
      return sum * width / 3
    }
    let mass = integral(0)
    let tail = erfc(2 / 2.0.squareRoot()) / 2
    return ExactLaw(
      name: "truncated normal",
      distribution: { x in
        let below = erfc(-x / p / 2.0.squareRoot()) / 2
        return min(max((below - tail) / (1 - 2 * tail), 0), 1)
      },
      second: p * p * integral(2) / mass, fourth: pow(p, 4) * integral(4) / mass,
      eighth: pow(p, 8) * integral(8) / mass, end: 2 * p)
  }

  /// The law of the given family with the given variance.
  static func law(_ family: String, variance: Double) -> ExactLaw {
    switch family {
    case "uniform": uniform(bound: (3 * variance).squareRoot())
    case "normal": normal(deviation: variance.squareRoot())
    // 0.87962566103423975041 is the deviation of a unit normal cut at 2, from initializers.json.
    default: truncatedNormal(parent: variance.squareRoot() / 0.87962566103423975041)
    }
  }

  /// E X^4 / (E X^2)^2.
  var kurtosis: Double { fourth / (second * second) }
}

/// What a sample about 0 shows.
struct Sample {
  let values: [Double]

  init(_ values: [Float]) { self.values = values.map(Double.init) }
  init(_ values: [Double]) { self.values = values }

  var count: Double { Double(values.count) }
  var mean: Double { moment(1) }

  /// The mean of x^k.
  func moment(_ k: Int) -> Double {
    values.reduce(0) { sum, x in
      switch k {
      case 1: sum + x
      case 2: sum + x * x
      case 3: sum + x * x * x
      default: sum + x * x * x * x
      }
    } / count
  }

  /// How many standard errors the mean lies from 0 under `law`.
  func meanScore(_ law: ExactLaw) -> Double { mean / (law.second / count).squareRoot() }

  /// How many standard errors the mean square lies from the variance: Var x^2 = E x^4 - (E x^2)^2.
  func varianceScore(_ law: ExactLaw) -> Double {
    (moment(2) - law.second) / ((law.fourth - law.second * law.second) / count).squareRoot()
  }

  /// How many standard errors the mean fourth power lies from its expectation.
  func kurtosisScore(_ law: ExactLaw) -> Double {
    (moment(4) - law.fourth) / ((law.eighth - law.fourth * law.fourth) / count).squareRoot()
  }

  /// Kolmogorov's and Smirnov's distance times the root of the count.
  ///
  /// Under the law P(statistic > x) is below 2 exp(-2 x^2): 1e-6 at 2.7.
  func kolmogorov(_ distribution: (Double) -> Double) -> Double {
    var worst = 0.0
    for (index, x) in values.sorted().enumerated() {
      let p = distribution(x)
      worst = max(worst, Double(index + 1) / count - p, p - Double(index) / count)
    }
    return worst * count.squareRoot()
  }
}

/// The correlation of two samples with mean 0 and the given mean square, in standard errors.
///
/// Null law: independent pairs, for which the mean product has variance second^2 / count.
func correlationScore(
  _ a: some Collection<Double>, _ b: some Collection<Double>, second: Double
) -> Double {
  let products = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  return products / (Double(min(a.count, b.count)).squareRoot() * second)
}
