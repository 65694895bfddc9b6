import Streams
import Tensors

/// Weights drawn from a normal law that is cut at one or both ends.
///
/// ## Law
///     W = m + p z,   z ~ N(0, 1) given lower < z < upper
/// where `m` and `p` are the mean and the deviation of the law before it was cut, the parent.
///
/// A law made from a standard deviation `s` and a symmetric cut is rescaled so that `s` is the
/// deviation of the weights as drawn: p = s / d, d the deviation of `z` (0.87962566103424 for a cut
/// at two). No weight then exceeds cut p, 2.2737 s for a cut at two.
///
/// ## Edge cases
/// Keras and JAX rescale in their variance-scaling initializers and not in their plain truncated
/// ones. PyTorch's `trunc_normal_` takes its bounds as absolute numbers and rescales nothing: with
/// a deviation of 0.02 its usual bounds of ±2 lie a hundred deviations out and cut nothing. What it
/// draws is ``init(parentMean:parentDeviation:within:)`` here.
///
/// - Reproducibility: exact on every machine; one word of stream 1 for each element, two in Float64
///   or where the cut is not symmetric or beyond three deviations.
public struct TruncatedNormal: ElementwiseLaw, Hashable {
  /// The mean of the law before it was cut.
  public let parentMean: Double
  /// The standard deviation of the law before it was cut.
  public let parentDeviation: Double
  /// Where the law is cut, in the parent's deviations from the parent's mean.
  public let truncation: Truncation

  /// The law cut at `±cut` deviations of its parent, with mean 0 and the given standard deviation as
  /// drawn.
  ///
  /// - Throws: ``InitializerError`` with code `.scale` when the deviation is negative or not a
  ///   finite Float32, `.interval` when the cut is not positive or not finite.
  public init(standardDeviation: Double, cut: Double = 2) throws(InitializerError) {
    _ = try Self.checkedScale(standardDeviation, "standard deviation")
    guard cut.isFinite, cut > 0 else { throw .interval("truncated normal", -cut, cut) }
    truncation = cut == 2 ? .two : try Self.truncation(-cut, cut)
    parentMean = 0
    parentDeviation = try Self.checkedScale(
      standardDeviation / truncation.deviation, "parent deviation")
  }

  /// The law cut at `±cut` deviations of its parent, with mean 0 and the given variance as drawn.
  ///
  /// - Throws: as ``init(standardDeviation:cut:)``.
  public init(variance: Double, cut: Double = 2) throws(InitializerError) {
    try self.init(standardDeviation: Self.deviation(ofVariance: variance), cut: cut)
  }

  /// The normal law with the parent's mean and deviation, given that it falls in an interval; either
  /// end may be infinite.
  ///
  /// - Throws: ``InitializerError`` with code `.scale` when the deviation is not positive and finite
  ///   as a Float32, `.number` when the mean is not finite, `.interval` when the interval is empty
  ///   or so far out that its probability is below 1e-290.
  public init(
    parentMean: Double = 0, parentDeviation: Double, within bounds: (lower: Double, upper: Double)
  ) throws(InitializerError) {
    self.parentMean = try Self.checkedNumber(parentMean, "mean")
    self.parentDeviation = try Self.checkedScale(parentDeviation, "standard deviation")
    guard parentDeviation > 0 else { throw .scale("standard deviation", parentDeviation) }
    guard bounds.lower < bounds.upper else {
      throw .interval("truncated normal", bounds.lower, bounds.upper)
    }
    truncation = try Self.truncation(
      (bounds.lower - parentMean) / parentDeviation, (bounds.upper - parentMean) / parentDeviation)
  }

  /// The law with the ends of its interval in deviations of the law before it was cut.
  init(
    parentMean: Double, parentDeviation: Double, cut: (lower: Double, upper: Double)
  ) throws(InitializerError) {
    self.parentMean = try Self.checkedNumber(parentMean, "mean")
    self.parentDeviation = try Self.checkedScale(parentDeviation, "standard deviation")
    truncation =
      cut.lower == -2 && cut.upper == 2 ? .two : try Self.truncation(cut.lower, cut.upper)
  }

  private static func truncation(
    _ lower: Double, _ upper: Double
  ) throws(InitializerError) -> Truncation {
    let truncation = Truncation(lower: lower, upper: upper)
    guard lower < upper, truncation.mass >= 1e-290, truncation.deviation > 0 else {
      throw .interval("truncated normal", lower, upper)
    }
    return truncation
  }

  /// The mean of the weights as drawn.
  public var mean: Double { parentMean + parentDeviation * truncation.mean }

  /// The standard deviation of the weights as drawn.
  public var standardDeviation: Double { parentDeviation * truncation.deviation }

  /// `truncatedNormal`.
  public var name: String { "truncatedNormal" }

  /// The law in words, as ``Law/record`` has it.
  public var record: String {
    "\(name) \(parentMean) \(parentDeviation) \(truncation.lower) \(truncation.upper)"
  }

  /// The square of the standard deviation.
  public func variance(of spec: ParameterSpec) -> Double { standardDeviation * standardDeviation }

  var spread: Spread? {
    guard parentDeviation > 0 else { return .value(parentMean) }
    let (mean, deviation, truncation) = (parentMean, parentDeviation, truncation)
    let ends = [truncation.lower, truncation.upper].map { min(max($0, -38), 38) }
    return Spread(
      mean: self.mean, standardDeviation: standardDeviation,
      support: mean + deviation * ends[0]...mean + deviation * ends[1]
    ) { truncation.probability(below: ($0 - mean) / deviation) }
  }

  func fill(_ buffer: ElementBuffer, from first: UInt64, stream: ParameterStream) {
    stream.fillTruncatedNormal(
      buffer, from: first, truncation: truncation, parentMean: parentMean,
      parentDeviation: parentDeviation)
  }
}
