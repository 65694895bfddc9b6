import Initializers
import Tensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// How the numbers of a tensor, or of one of its parts, differ from what a recipe draws.
enum RecipeDifference: Sendable {
  /// One number was expected.
  case value(expected: Double, found: Double)
  /// The deviation is `ratio` times the expected one.
  case scale(expected: Double, found: Double, part: Int)
  /// The law is of another family.
  case shape(expected: String, found: String)
  /// A number lies outside of the support.
  case bounds(limit: Double, found: Double)
  /// The mean is another one.
  case mean(expected: Double, found: Double)
  /// No law of initializers.
  case trained

  /// The differences of the parts of a parameter from a law.
  static func all(
    _ parts: [MeasuredPart], of law: any Law, for spec: ParameterSpec, type: StoredType
  ) -> [RecipeDifference] {
    // What is not finite has a finding of its own.
    guard parts.allSatisfy({ $0.sums.finite == $0.sums.count && $0.sums.finite > 0 }) else {
      return []
    }
    let spreads = law.spreads(of: spec)
    if law.name == "constant" || law.name == "gateConstants" {
      return values(parts, law, spreads, type)
    }
    guard law.isElementwise else { return matrix(parts, law, spec) }
    guard let first = spreads.first,
      spreads.count == parts.count || spreads.count == 1 || parts.count == 1
    else { return [] }
    // Of a whole the sections' scales are not known, unless they have one scale or no law that is
    // drawn number by number.
    let isOne = spreads.allSatisfy {
      $0.mean == first.mean && $0.standardDeviation == first.standardDeviation
    }
    let isWholeMatrix =
      parts[0].law.map { $0.family == .constant || $0.isFresh && $0.shape == nil } ?? false
    guard parts.count == spreads.count || isOne || isWholeMatrix else { return [] }
    for (index, part) in parts.enumerated() {
      let spread = spreads[spreads.count == parts.count ? index : 0]
      let found = elementwise(part, spread, law.name, index)
      if !found.isEmpty { return found }
    }
    return []
  }

  private static func values(
    _ parts: [MeasuredPart], _ law: any Law, _ spreads: [Spread], _ type: StoredType
  ) -> [RecipeDifference] {
    guard let spread = spreads.first, let float = type.elementType else { return [] }
    let expected = float.rounded(spread.mean)
    let allowed = law.name == "constant" ? [expected] : [0, expected]
    for part in parts {
      for found in [part.sums.minimum, part.sums.maximum] where !allowed.contains(found) {
        return [.value(expected: expected, found: found)]
      }
    }
    return []
  }

  private static func matrix(
    _ parts: [MeasuredPart], _ law: any Law, _ spec: ParameterSpec
  ) -> [RecipeDifference] {
    var sums = parts[0].sums
    for part in parts.dropFirst() { sums.add(part.sums) }
    let expected = law.variance(of: spec).squareRoot()
    let isIdentity = law.name == "identity"
    let found = sums.secondMoment(about: isIdentity ? sums.mean : 0).squareRoot()
    guard expected > 0 else {
      return found > 0 ? [.value(expected: 0, found: sums.maximum)] : []
    }
    let second = sums.secondMoment(about: 0)
    let kurtosis = second > 0 ? sums.fourthMoment(about: 0) / (second * second) : 1
    let isExact = isIdentity || law.name.lowercased().contains("orthogonal")
    let error =
      isExact
      ? 0 : ((max(kurtosis, 1.5) - 1) / (4 * Double(sums.finite))).squareRoot()
    let slack = AuditThresholds.errors * error + 1e-3 + (parts[0].sample?.rounding ?? 0)
    if found == 0 || abs(log(found / expected)) > slack {
      return [.scale(expected: expected, found: found, part: 0)]
    }
    // Each group and expert has a matrix of its own, which is not looked at.
    let isTransposed =
      spec.length(.kernel) > 1 && spec.factors.first?.axis != .output
      && spec.factors.last?.axis != .output
    guard law.name == "orthogonal", !isTransposed, spec.mapCount == max(spec.length(.gate), 1),
      parts.allSatisfy({ $0.sums.finite >= AuditThresholds.leastTelling })
    else { return [] }
    let families = parts.compactMap { $0.law?.family }
    guard let other = families.first(where: { $0 != .orthogonal && $0 != .identity }) else {
      return []
    }
    return [.shape(expected: law.name, found: other.rawValue)]
  }

  private static func elementwise(
    _ part: MeasuredPart, _ spread: Spread, _ name: String, _ index: Int
  ) -> [RecipeDifference] {
    let sums = part.sums
    let count = Double(sums.finite)
    let expected = spread.standardDeviation
    let grain = part.sample?.rounding ?? 0
    guard expected > 0 else {
      let isSame = sums.minimum == sums.maximum && abs(sums.minimum - spread.mean) <= grain
      return isSame ? [] : [.value(expected: spread.mean, found: sums.maximum)]
    }
    let reach = spread.support.upperBound - spread.mean
    let isWide = reach / expected > 6
    let shape =
      name == "uniform"
      ? LawShape.uniform
      : name == "normal" || isWide ? .normal : LawShape(.truncated(cut(reach / expected)))
    let found = sums.secondMoment(about: spread.mean).squareRoot()
    if part.law?.family == .orthogonal || part.law?.family == .identity,
      sums.finite >= AuditThresholds.leastTelling
    {
      return [.shape(expected: name, found: part.law!.family.rawValue)]
    }
    if sums.minimum == sums.maximum, sums.finite >= 8 {
      return [.shape(expected: name, found: "constant")]
    }
    let own = sums.secondMoment(about: sums.mean).squareRoot()
    if sums.finite >= AuditThresholds.leastCount,
      abs(sums.mean - spread.mean)
        > AuditThresholds.errors * max(own, expected) / count.squareRoot() + 2 * grain * expected
    {
      return [.mean(expected: spread.mean, found: sums.mean)]
    }
    var isOff = false
    if shape.kind == .normal || sums.finite < AuditThresholds.leastCount {
      let ratio = max(1e-300, found / expected)
      let slack = 1 + 1e-5 + grain / 8
      // Towards the law by as much as rounding can do.
      let near = ratio > slack ? ratio / slack : ratio < 1 / slack ? ratio * slack : 1
      isOff =
        Probability.chiSquare(asFarAs: count * near * near, degrees: count)
        < AuditThresholds.chance
    } else {
      let away = abs(log(max(1e-300, found / expected))) - 1e-5 - grain / 8
      isOff =
        away > AuditThresholds.errors * shape.relativeError(count: sums.finite)
        * (1 + 4 / count.squareRoot())
    }
    if isOff {
      if part.law?.family == .trained, abs(log(found / expected)) < 0.1 { return [.trained] }
      return [.scale(expected: expected, found: found, part: index)]
    }
    let limit = reach * (1 + 2 * grain + 1e-6)
    let farthest =
      sums.maximum - spread.mean > spread.mean - sums.minimum ? sums.maximum : sums.minimum
    if !isWide, abs(farthest - spread.mean) > limit {
      return [.bounds(limit: reach, found: farthest)]
    }
    let error = expected / count.squareRoot()
    if abs(sums.mean - spread.mean) > AuditThresholds.errors * error + 2 * grain * expected {
      return [.mean(expected: spread.mean, found: sums.mean)]
    }
    guard sums.finite >= AuditThresholds.leastCount else { return [] }
    let fit = LawFit(shape, mean: spread.mean, deviation: expected, bound: reach)
    if part.sample == nil, !fit.isPossible(sums, rounding: 0) {
      return [.shape(expected: shape.family.rawValue, found: "another")]
    }
    guard let sample = part.sample, !fit.isPossible(sums, sample) else { return [] }
    if let law = part.law, law.shape != nil, law.family != shape.family {
      return [.shape(expected: shape.family.rawValue, found: law.family.rawValue)]
    }
    return part.law?.family == .trained ? [.trained] : []
  }

  // The cut of a truncated normal law whose bound is so many deviations.
  private static func cut(_ reach: Double) -> Double {
    var (low, high) = (0.1, 6.0)
    for _ in 0..<50 {
      let middle = (low + high) / 2
      if LawShape(.truncated(middle)).bound < reach { low = middle } else { high = middle }
    }
    return (low * 1000).rounded() / 1000
  }
}
