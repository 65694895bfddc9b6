import Tensors

/// Numbers far beyond the law that all others follow.
struct OutlierFacts: Sendable {
  /// The law of the others.
  let family: LawFamily
  /// Their deviation.
  let deviation: Double
  /// The farthest number.
  let farthest: Double
  /// Its distance from the mean in deviations of the others.
  let errors: Double

  /// `nil` where no few numbers stand out of a law of initializers.
  init?(_ sums: PowerSums, _ sample: TensorSample, _ law: InferredLaw?) {
    guard law == nil || law?.family == .trained, sums.finite == sums.count,
      sums.finite >= AuditThresholds.leastTelling, sums.minimum < sums.maximum
    else { return nil }
    let sorted = sample.sorted
    let count = sorted.count
    func quantile(_ share: Double) -> Double { Double(sorted[Int(share * Double(count - 1))]) }
    let mean = (quantile(0.25) + quantile(0.75)) / 2
    let half = (quantile(0.75) - quantile(0.25)) / 2
    guard half > 0 else { return nil }
    var best: (shape: LawShape, deviation: Double, probability: Double)?
    for shape in [LawShape.normal, .uniform, LawShape(.truncated(2)), LawShape(.truncated(3))] {
      let deviation = half / shape.upperQuartile
      let limit = shape.kind == .normal ? 7 : shape.bound * 1.1
      let kept = sample.trimmed(mean: mean, limit: limit * deviation)
      // A few numbers stand out; many are another law.
      guard Double(kept.sorted.count) >= 0.98 * Double(count) else { continue }
      let own = kept.deviation(mean: mean)
      let distance = kept.distance(mean: mean, deviation: own) { shape.probability(below: $0) }
      let probability = Probability.kolmogorov(
        distance - 2 * sample.rounding, count: kept.sorted.count)
      guard probability > 1e-4,
        kept.isEven(mean: mean, kurtosis: shape.kurtosis),
        best.map({ probability > $0.probability }) ?? true
      else { continue }
      best = (shape, own, probability)
    }
    guard let best else { return nil }
    let farthest = abs(sums.maximum - mean) > abs(sums.minimum - mean) ? sums.maximum : sums.minimum
    errors = abs(farthest - mean) / best.deviation
    let isBeyond =
      best.shape.kind == .normal
      ? errors > 7 && Double(sums.finite) * Probability.normal(beyond: errors) < 1e-9
      : errors > best.shape.bound * 2
    guard isBeyond else { return nil }
    family = best.shape.family
    deviation = best.deviation
    self.farthest = farthest
  }
}

extension LawShape {
  /// Below it lie three quarters of all numbers.
  fileprivate var upperQuartile: Double {
    var (low, high) = (0.0, 2.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if probability(below: middle) < 0.75 { low = middle } else { high = middle }
    }
    return low
  }
}
