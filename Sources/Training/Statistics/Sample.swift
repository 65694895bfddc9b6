/// Numbers from repeated runs, and what they say of the mean that more runs would have.
public struct Sample: Sendable, Hashable {
  /// The numbers.
  public let values: [Double]

  /// A sample of the given numbers.
  public init(_ values: [Double]) { self.values = values }

  /// The mean; not a number when there are no values.
  public var mean: Double { values.reduce(0, +) / Double(values.count) }

  /// The 95 % interval of the mean by Student's t; `nil` for fewer than two values and where one of
  /// them is not finite.
  ///
  /// ## Edge cases
  /// Values that are all equal give an interval of length 0: it says that the runs agree, not that
  /// the mean is certain.
  public var interval: ClosedRange<Double>? {
    guard values.count >= 2, values.allSatisfy(\.isFinite) else { return nil }
    let quantile = StudentT(degrees: values.count - 1).quantile(confidence: 0.95)
    let half = quantile * (variance / Double(values.count)).squareRoot()
    return mean - half...mean + half
  }

  /// The middle value, or the mean of the two middle ones; `nil` when there are no values.
  public var median: Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    return (sorted[(values.count - 1) / 2] + sorted[values.count / 2]) / 2
  }

  private var variance: Double {
    let mean = mean
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
  }

  /// The probability of a mean difference as large as this one's from paired values, were there
  /// none: Student's paired test, two-sided; `nil` for fewer than two pairs.
  ///
  /// ## Edge cases
  /// Differences that are all equal give 1 where they are 0, else 0.
  public func pairedProbability(against other: Sample) -> Double? {
    let differences = Sample(zip(values, other.values).map { $0 - $1 })
    guard differences.values.count >= 2 else { return nil }
    let variance = differences.variance
    guard variance > 0 else { return differences.mean == 0 ? 1 : 0 }
    let t = differences.mean / (variance / Double(differences.values.count)).squareRoot()
    return StudentT(degrees: differences.values.count - 1).twoSidedProbability(t)
  }

  /// Probabilities adjusted so that the chance of any false alarm among them stays below the level
  /// they are held to.
  ///
  /// - Source: S. Holm, Scandinavian Journal of Statistics 6 (1979), 65-70.
  public static func holmAdjusted(_ probabilities: [Double]) -> [Double] {
    let order = probabilities.indices.sorted { probabilities[$0] < probabilities[$1] }
    var adjusted = probabilities
    var floor = 0.0
    for (rank, index) in order.enumerated() {
      floor = max(floor, min(1, probabilities[index] * Double(probabilities.count - rank)))
      adjusted[index] = floor
    }
    return adjusted
  }
}
