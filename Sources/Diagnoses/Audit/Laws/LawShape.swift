import Streams

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A family of laws whose numbers are drawn one by one, with mean 0 and deviation 1.
struct LawShape: Sendable {
  enum Kind: Sendable, Hashable {
    case uniform, normal
    /// Cut at so many deviations of its parent on both sides.
    case truncated(Double)
  }

  let kind: Kind
  /// The largest magnitude; infinite for the normal law.
  let bound: Double
  let kurtosis: Double
  /// The variance of the sample's kurtosis times the count.
  let kurtosisVariance: Double
  /// The density at either end of the support.
  let edge: Double
  private let truncation: Truncation?

  static let uniform = LawShape(.uniform)
  static let normal = LawShape(.normal)
  /// The usual ones first.
  static let all = [uniform, normal] + [2, 3, 1, 1.5, 2.5, 4].map { LawShape(.truncated($0)) }

  init(_ kind: Kind) {
    self.kind = kind
    // Central moments of order 4, 6 and 8.
    let moments: (Double, Double, Double)
    switch kind {
    case .uniform:
      truncation = nil
      bound = 3.0.squareRoot()
      edge = 1 / (2 * bound)
      moments = (9.0 / 5, 27.0 / 7, 9)
    case .normal:
      truncation = nil
      bound = .infinity
      edge = 0
      moments = (3, 15, 105)
    case .truncated(let cut):
      let truncation = Truncation(lower: -cut, upper: cut)
      self.truncation = truncation
      bound = cut / truncation.deviation
      edge = Probability.density(cut) / truncation.mass * truncation.deviation
      // E z^k = (k - 1) E z^(k - 2) - 2 c^(k - 1) density(c) / mass, by parts.
      var raw = 1.0
      var all: [Double] = []
      for k in stride(from: 2, through: 8, by: 2) {
        raw =
          Double(k - 1) * raw - 2 * pow(cut, Double(k - 1)) * Probability.density(cut)
          / truncation.mass
        all.append(raw)
      }
      moments = (all[1] / pow(all[0], 2), all[2] / pow(all[0], 3), all[3] / pow(all[0], 4))
    }
    let (fourth, sixth, eighth) = moments
    kurtosis = fourth
    kurtosisVariance =
      eighth - fourth * fourth - 4 * fourth * (sixth - fourth) + 4 * fourth * fourth * (fourth - 1)
  }

  /// The probability of a number below `z`.
  func probability(below z: Double) -> Double {
    switch kind {
    case .uniform: min(max((z / bound + 1) / 2, 0), 1)
    case .normal: Probability.normal(below: z)
    case .truncated(let cut):
      min(
        max(
          (Probability.normal(below: z * truncation!.deviation) - Probability.normal(below: -cut))
            / truncation!.mass, 0), 1)
    }
  }

  /// The logarithm of the density within the support.
  func logDensity(_ z: Double) -> Double {
    switch kind {
    case .uniform: -log(2 * bound)
    case .normal: -z * z / 2 - log(2 * Double.pi) / 2
    case .truncated:
      -pow(z * truncation!.deviation, 2) / 2
        + log(truncation!.deviation / truncation!.mass) - log(2 * Double.pi) / 2
    }
  }

  /// The relative standard error of the deviation of `count` numbers.
  func relativeError(count: Int) -> Double {
    ((kurtosis - 1) / (4 * Double(max(count, 1)))).squareRoot()
  }

  /// The name that reports give the family.
  var family: LawFamily {
    switch kind {
    case .uniform: .uniform
    case .normal: .normal
    case .truncated: .truncatedNormal
    }
  }
}

/// What a tensor's numbers look like they come from.
public struct LawFamily: Sendable, Hashable {
  /// As reports name it.
  public let rawValue: String
  private init(_ rawValue: String) { self.rawValue = rawValue }
  /// One number.
  public static let constant = LawFamily("constant")
  /// Evenly from an interval.
  public static let uniform = LawFamily("uniform")
  /// A normal law.
  public static let normal = LawFamily("normal")
  /// A normal law cut at both ends.
  public static let truncatedNormal = LawFamily("truncated normal")
  /// Orthonormal rows or columns, times a gain.
  public static let orthogonal = LawFamily("orthogonal")
  /// The identity times a gain.
  public static let identity = LawFamily("identity")
  /// None of the laws of initializers.
  public static let trained = LawFamily("trained")
}
