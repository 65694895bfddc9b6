extension Measurement {
  /// The median of each figure over the draws, by the numbers of values.
  ///
  /// A value of which one draw was not finite is not finite.
  public var medianReadings: [ValueReading?] {
    guard let first = draws.first else { return [] }
    return first.indices.map { value in
      ValueReading(medianOf: draws.compactMap { $0[value] })
    }
  }
}

extension ValueReading {
  /// The median of each figure; `nil` for no readings.
  init?(medianOf readings: [ValueReading]) {
    guard !readings.isEmpty else { return nil }
    self.init()
    mean = median(readings.map { $0.mean }) ?? .nan
    secondMoment = median(readings.map { $0.secondMoment }) ?? .nan
    correlation = median(readings.compactMap { $0.correlation })
    deadFraction = median(readings.map { $0.deadFraction }) ?? .nan
    saturatedFraction = median(readings.compactMap { $0.saturatedFraction })
    biasShare = median(readings.compactMap { $0.biasShare })
    gradientSecondMoment = median(readings.compactMap { $0.gradientSecondMoment })
    gradientLength = median(readings.compactMap { $0.gradientLength })
    isFinite = readings.allSatisfy { $0.isFinite }
  }
}

/// The middle of numbers, the mean of both middles for an even count; not a number where one of them
/// is not; `nil` for none.
func median(_ numbers: [Double]) -> Double? {
  guard !numbers.isEmpty else { return nil }
  if let odd = numbers.first(where: { $0.isNaN }) { return odd }
  let sorted = numbers.sorted()
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle])
}
