import Tensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The law that a tensor's numbers look like they come from.
public struct InferredLaw: Sendable, Hashable {
  /// The family.
  public let family: LawFamily
  /// The law's mean: 0 where the numbers' mean does not tell it from 0.
  public let mean: Double
  /// The deviation of the numbers; of an orthogonal law or the identity the gain is ``gain``.
  public let standardDeviation: Double
  /// The ends of its support, where it has any.
  public let bounds: ClosedRange<Double>?
  /// Where a truncated normal law is cut, in deviations of its parent.
  public let cut: Double?
  /// The factor of an orthogonal matrix or the identity.
  public let gain: Double?
  /// Of the families that the numbers could come from, the share of the likelihood that this one
  /// has; 1 for what is certain.
  public let confidence: Double

  init(
    _ family: LawFamily, mean: Double, deviation: Double, bounds: ClosedRange<Double>? = nil,
    cut: Double? = nil, gain: Double? = nil, confidence: Double = 1
  ) {
    self.family = family
    self.mean = mean
    standardDeviation = deviation
    self.bounds = bounds
    self.cut = cut
    self.gain = gain
    self.confidence = confidence
  }

  /// Whether the numbers look as they do before any training.
  public var isFresh: Bool { family != .trained && family != .constant }

  /// The shape of the family, where numbers are drawn one by one.
  var shape: LawShape? {
    switch family {
    case .uniform: .uniform
    case .normal: .normal
    case .truncatedNormal: cut.map { LawShape(.truncated($0)) }
    default: nil
    }
  }
}

extension InferredLaw {
  /// The law of numbers, by counts of all of them and tests on a sample; `nil` where there are too few
  /// to tell, or some are not finite.
  init?(_ sums: PowerSums, _ sample: TensorSample) {
    guard sums.finite == sums.count, sums.finite > 0 else { return nil }
    if sums.minimum == sums.maximum {
      self.init(.constant, mean: sums.minimum, deviation: 0)
      return
    }
    guard sums.finite >= AuditThresholds.leastCount else { return nil }
    let deviation = sums.secondMoment(about: sums.mean).squareRoot()
    guard deviation > 0, deviation.isFinite else { return nil }
    var fits: [(shape: LawShape, likelihood: Double)] = []
    for shape in LawShape.all {
      guard let fit = LawFit(shape, sums, sample), fit.isPossible(sums, sample) else { continue }
      fits.append((shape, fit.logLikelihood(sample) + shape.prior))
    }
    guard let best = fits.max(by: { $0.likelihood < $1.likelihood }),
      let fit = LawFit(best.shape, sums, sample)
    else {
      self.init(.trained, mean: sums.mean, deviation: deviation)
      return
    }
    let total = fits.reduce(0) { $0 + exp($1.likelihood - best.likelihood) }
    let cut: Double? = if case .truncated(let cut) = best.shape.kind { cut } else { nil }
    let bounds =
      best.shape.bound.isFinite
      ? fit.mean - fit.bound...fit.mean + fit.bound : nil
    self.init(
      best.shape.family, mean: fit.mean, deviation: deviation, bounds: bounds, cut: cut,
      confidence: 1 / total)
  }
}

extension LawShape {
  // Of laws that fit equally well the usual one.
  fileprivate var prior: Double {
    switch kind {
    case .uniform, .normal: 0
    // The normal law leaves out its far ends by chance.
    case .truncated(2): -7
    case .truncated(3): -11
    case .truncated: -14
    }
  }
}

/// A family with the mean and scale that numbers suggest.
struct LawFit {
  let shape: LawShape
  let mean: Double
  let deviation: Double
  /// Half the length of the support.
  let bound: Double

  init(_ shape: LawShape, mean: Double, deviation: Double, bound: Double) {
    self.shape = shape
    self.mean = mean
    self.deviation = deviation
    self.bound = bound
  }

  init?(_ shape: LawShape, _ sums: PowerSums, _ sample: TensorSample) {
    self.shape = shape
    let spread = sums.secondMoment(about: sums.mean).squareRoot()
    guard spread > 0 else { return nil }
    let error = spread / Double(sums.finite).squareRoot()
    let grain = Double(sample.rounding) * spread * 2
    let reach = max(sums.maximum, -sums.minimum)
    switch shape.kind {
    case .uniform:
      // The ends tell the middle far better than the mean does.
      let (low, high) = (sums.minimum, sums.maximum)
      let gap = (high - low) / Double(sums.finite) * AuditThresholds.reach
      let isCentered = abs(low + high) / 2 <= gap + 2 * sample.rounding * reach
      mean = isCentered ? 0 : (low + high) / 2
      bound = (isCentered ? reach : (high - low) / 2) * (1 + 1 / Double(sums.finite))
      deviation = bound / shape.bound
    case .normal, .truncated:
      mean = abs(sums.mean) <= AuditThresholds.errors * error + grain ? 0 : sums.mean
      deviation = sums.secondMoment(about: mean).squareRoot()
      bound = deviation * shape.bound
    }
  }

  /// Whether the numbers could come from the law: moments and extremes, distribution function, and
  /// equal lengths of rows and columns.
  func isPossible(_ sums: PowerSums, _ sample: TensorSample) -> Bool {
    guard isPossible(sums, rounding: sample.rounding) else { return false }
    let distance = sample.distance(mean: mean, deviation: deviation) {
      shape.probability(below: $0)
    }
    let grain = sample.rounding * 2
    guard
      Probability.kolmogorov(distance - grain, count: sample.sorted.count) > AuditThresholds.chance
    else { return false }
    return sums.finite < AuditThresholds.leastTelling
      || sample.isEven(mean: mean, kurtosis: shape.kurtosis)
  }

  /// Whether moments and extremes could be those of draws of the law.
  func isPossible(_ sums: PowerSums, rounding: Double) -> Bool {
    let count = Double(sums.finite)
    let z = AuditThresholds.errors
    let error = deviation / count.squareRoot()
    let grain = rounding * 2
    guard abs(sums.mean - mean) <= z * error + grain * deviation else { return false }
    let measured = sums.secondMoment(about: mean).squareRoot()
    let scaleError = z * shape.relativeError(count: sums.finite)
    // Of few numbers the largest lies well within the support.
    guard abs(measured / deviation - 1) <= scaleError + AuditThresholds.reach / count + grain
    else { return false }
    if sums.finite >= AuditThresholds.leastTelling {
      let kurtosis = sums.fourthMoment(about: mean) / (measured * measured * measured * measured)
      // The kurtosis of few numbers is skewed to the right.
      let low = z * (shape.kurtosisVariance / count).squareRoot()
      let high = low * (1 + 6 / count.squareRoot())
      guard kurtosis >= shape.kurtosis - low - grain, kurtosis <= shape.kurtosis + high + grain
      else { return false }
    }
    return areExtremesPossible(sums, rounding, scaleError)
  }

  private func areExtremesPossible(
    _ sums: PowerSums, _ rounding: Double, _ scaleError: Double
  ) -> Bool {
    let count = Double(sums.finite)
    let far = max(sums.maximum - mean, mean - sums.minimum) / deviation
    switch shape.kind {
    case .uniform: return true
    case .normal:
      return count * Probability.normal(beyond: far * (1 - 2 * rounding)) > 1e-7
        && count * Probability.normal(beyond: far * (1 + scaleError)) < AuditThresholds.reach
    case .truncated:
      let slack = scaleError + 2 * rounding
      let gap = AuditThresholds.reach / (count * 2 * shape.edge)
      return far <= shape.bound * (1 + slack) && far >= shape.bound * (1 - slack) - gap
    }
  }

  /// The logarithm of the density of the sample.
  func logLikelihood(_ sample: TensorSample) -> Double {
    let step = max(1, sample.sorted.count / 4096)
    var sum = 0.0
    var index = 0
    while index < sample.sorted.count {
      sum += shape.logDensity((Double(sample.sorted[index]) - mean) / deviation) - log(deviation)
      index += step
    }
    return sum
  }
}
