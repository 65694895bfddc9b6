import Foundation

/// One figure that was counted or summed, what theory expects, and how likely chance makes a larger
/// difference.
struct Finding {
  /// A difference that chance makes once in two million times, as five standard errors are.
  static let least = erfc(5 / 2.0.squareRoot())

  let name: String
  let found, expected: String
  let probability: Double

  /// A count of independent events: Poisson's law for few expected, a normal one for many.
  init(_ name: String, count: Int, expected: Double, share: Double = 0) {
    self.name = name
    found = "\(count)"
    self.expected = String(format: expected < 1000 ? "%.2f" : "%.0f", expected)
    if expected > 1000 {
      let error = (expected * (1 - share)).squareRoot()
      probability = erfc(abs(Double(count) - expected) / error / 2.0.squareRoot())
    } else {
      probability = min(1, 2 * min(Self.atMost(count, expected), Self.atLeast(count, expected)))
    }
  }

  /// A number with a known standard error, near normal.
  init(_ name: String, value: Double, expected: Double, error: Double) {
    self.name = name
    found = String(format: "%.3e", value)
    self.expected = String(format: "%.3g ± %.1e", expected, error)
    probability = erfc(abs(value - expected) / error / 2.0.squareRoot())
  }

  /// Pearson's statistic of equiprobable bins, made normal by Wilson and Hilferty's cube root.
  init(_ name: String, bins: [Int]) {
    self.name = name
    let expected = Double(bins.reduce(0, +)) / Double(bins.count)
    let statistic = bins.reduce(0) { $0 + pow(Double($1) - expected, 2) } / expected
    let freedom = Double(bins.count - 1)
    let spread = 2 / (9 * freedom)
    let score = (cbrt(statistic / freedom) - (1 - spread)) / spread.squareRoot()
    found = String(format: "%.1f", statistic)
    self.expected = String(format: "%.0f ± %.1f", freedom, (2 * freedom).squareRoot())
    probability = erfc(abs(score) / 2.0.squareRoot())
  }

  var line: String {
    "| \(name) | \(found) | \(expected) | \(String(format: "%.2g", probability)) |"
  }

  private static func atMost(_ count: Int, _ mean: Double) -> Double {
    (0...count).reduce(0) { $0 + exp(Double($1) * log(mean) - mean - lgamma(Double($1) + 1)) }
  }

  private static func atLeast(_ count: Int, _ mean: Double) -> Double {
    // Summed from the count on, for 1 - atMost loses what is small.
    (count...(count + 400 + Int(10 * mean))).reduce(0) {
      $0 + exp(Double($1) * log(mean) - mean - lgamma(Double($1) + 1))
    }
  }
}
