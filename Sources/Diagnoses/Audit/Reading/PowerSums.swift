import Tensors

/// Counts, sums of powers and extremes of numbers that are added piece by piece.
struct PowerSums: Sendable {
  /// What is subtracted before powers are taken, so that a mean far from 0 costs no digits.
  let shift: Double
  /// Below this magnitude a number of the type is denormal.
  let leastNormal: Double
  private(set) var finite = 0
  private(set) var notNumbers = 0
  private(set) var infinite = 0
  private(set) var zeros = 0
  private(set) var denormal = 0
  private(set) var huge = 0
  private(set) var minimum = Double.infinity
  private(set) var maximum = -Double.infinity
  private var powers = SIMD4<Double>(repeating: 0)

  /// Larger magnitudes are no weights.
  static let hugeness = 1e10

  init(shift: Double, type: ElementType) {
    self.shift = shift
    leastNormal = Double(sign: .plus, exponent: type.smallestExponent, significand: 1)
  }

  /// The sums of `summary.count` Float32 numbers whose moments are known, skewness taken for 0.
  init(_ summary: TensorSummary) {
    self.init(shift: summary.mean, type: .float32)
    let variance = summary.standardDeviation * summary.standardDeviation
    finite = summary.count
    (minimum, maximum) = (summary.minimum, summary.maximum)
    if minimum == 0, maximum == 0 { zeros = finite }
    powers =
      SIMD4(0, variance, 0, summary.kurtosis * variance * variance) * Double(summary.count)
  }

  /// How many numbers were added.
  var count: Int { finite + notNumbers + infinite }

  /// The mean of (x - shift)^k of the finite numbers, k from 1 to 4.
  func moment(_ k: Int) -> Double { finite == 0 ? .nan : powers[k - 1] / Double(finite) }

  /// The mean of the finite numbers.
  var mean: Double { shift + moment(1) }

  /// The mean of (x - center)^2.
  func secondMoment(about center: Double) -> Double {
    let step = shift - center
    return max(0, moment(2) + 2 * step * moment(1) + step * step)
  }

  /// The mean of (x - center)^4.
  func fourthMoment(about center: Double) -> Double {
    let c = shift - center
    return moment(4) + 4 * c * moment(3) + 6 * c * c * moment(2) + 4 * c * c * c * moment(1)
      + c * c * c * c
  }

  mutating func add(_ other: PowerSums) {
    finite += other.finite
    notNumbers += other.notNumbers
    infinite += other.infinite
    zeros += other.zeros
    denormal += other.denormal
    huge += other.huge
    minimum = min(minimum, other.minimum)
    maximum = max(maximum, other.maximum)
    powers += other.powers
  }

  mutating func add(_ x: Double) {
    guard x.isFinite else {
      if x.isNaN { notNumbers += 1 } else { infinite += 1 }
      return
    }
    finite += 1
    let magnitude = abs(x)
    if magnitude == 0 { zeros += 1 } else if magnitude < leastNormal { denormal += 1 }
    if magnitude > Self.hugeness { huge += 1 }
    minimum = min(minimum, x)
    maximum = max(maximum, x)
    let d = x - shift
    powers += SIMD4(d, d * d, d * d * d, d * d * d * d)
  }

  mutating func add(_ numbers: UnsafeBufferPointer<Double>) { for x in numbers { add(x) } }

  mutating func add(_ numbers: UnsafeBufferPointer<Float>) {
    let lanes = 8
    var index = 0
    let (low, high) = (Float(leastNormal), Float(Self.hugeness))
    var smallest = SIMD8<Float>(repeating: .infinity)
    var largest = -smallest
    var sums =
      (
        SIMD8<Double>(repeating: 0), SIMD8<Double>(repeating: 0), SIMD8<Double>(repeating: 0),
        SIMD8<Double>(repeating: 0)
      )
    let center = SIMD8<Double>(repeating: shift)
    let raw = UnsafeRawBufferPointer(numbers)
    var taken = 0
    while index + lanes <= numbers.count {
      let x = raw.loadUnaligned(fromByteOffset: 4 * index, as: SIMD8<Float>.self)
      let magnitude = x.replacing(with: -x, where: x .< 0)
      // Zeros, denormals, huge numbers and what is not finite are rare: one at a time.
      if all((magnitude .>= low) .& (magnitude .<= high)) {
        smallest = pointwiseMin(smallest, x)
        largest = pointwiseMax(largest, x)
        let d = SIMD8<Double>(x) - center
        let square = d * d
        sums.0 += d
        sums.1 += square
        sums.2 += square * d
        sums.3 += square * square
        taken += lanes
      } else {
        for lane in 0..<lanes { add(Double(x[lane])) }
      }
      index += lanes
    }
    while index < numbers.count {
      add(Double(numbers[index]))
      index += 1
    }
    guard taken > 0 else { return }
    finite += taken
    minimum = min(minimum, Double(smallest.min()))
    maximum = max(maximum, Double(largest.max()))
    powers += SIMD4(sums.0.sum(), sums.1.sum(), sums.2.sum(), sums.3.sum())
  }
}
