import Tensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where a law lies, as far as rounding to an element type is concerned.
public struct Spread: Sendable {
  /// The mean of one weight.
  public let mean: Double
  /// The standard deviation of one weight.
  public let standardDeviation: Double
  /// The interval that holds every draw.
  public let support: ClosedRange<Double>
  /// The probability of a weight below `x`.
  public let probability: @Sendable (_ x: Double) -> Double

  /// A law with the given mean, deviation, support and distribution function.
  public init(
    mean: Double, standardDeviation: Double, support: ClosedRange<Double>,
    probability: @escaping @Sendable (_ x: Double) -> Double
  ) {
    self.mean = mean
    self.standardDeviation = standardDeviation
    self.support = support
    self.probability = probability
  }

  /// A single value.
  static func value(_ value: Double) -> Spread {
    Spread(mean: value, standardDeviation: 0, support: value...value) { $0 > value ? 1 : 0 }
  }

  /// A normal law, which no draw leaves beyond `reach` deviations.
  static func normal(mean: Double, standardDeviation: Double, reach: Double = 6.57) -> Spread {
    let far = reach * standardDeviation
    return Spread(
      mean: mean, standardDeviation: standardDeviation, support: mean - far...mean + far
    ) { x in erfc((mean - x) / standardDeviation * 0.5.squareRoot()) / 2 }
  }

  /// The share by which rounding to `type` changes the variance: 0.01 for one per cent more.
  ///
  /// The sum over all numbers of the type within the support, each with the probability of what
  /// rounds to it. 0 without a sum where even the widest spacing is at most a tenth of the
  /// deviation, since rounding then adds less than a thousandth.
  func varianceChange(as type: ElementType) -> Double {
    let variance = standardDeviation * standardDeviation
    let farthest = max(abs(support.lowerBound), abs(support.upperBound))
    guard variance > 0, type.spacing(at: farthest) > standardDeviation / 10 else { return 0 }
    var (sum, squares) = (0.0, 0.0)
    var x = type.rounded(support.lowerBound)
    var below = 0.0
    while true {
      let next = x + type.spacing(at: x < 0 ? x * (1 - 0x1p-40) : x)
      let isLast = x >= support.upperBound
      let until = isLast ? 1 : min(probability((x + next) / 2), 1)
      let deviation = x - mean
      sum += (until - below) * deviation
      squares += (until - below) * deviation * deviation
      below = until
      if isLast { return (squares - sum * sum) / variance - 1 }
      x = next
    }
  }
}
