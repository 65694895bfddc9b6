import Tensors

/// Weights whose variance is a scale divided by a count of weights.
///
/// ## Law
///     Var[W] = scale / n
/// where `n` is the fan in, the fan out, their mean or their geometric mean. Glorot's, He's and
/// LeCun's initializers are this rule with a scale, a count and a law.
///
/// ## Edge cases
/// A scale that is negative or not finite, a gain that is, and a count of 0 are refused when a law is
/// asked for.
public struct VarianceScaling: Initializer, Hashable {
  /// The count that the variance is divided by.
  public enum Mode: String, Sendable, Hashable, CaseIterable {
    /// Weights that feed one unit: keeps the forward signal.
    case fanIn
    /// Weights that leave one unit: keeps the backward signal.
    case fanOut
    /// (fanIn + fanOut) / 2: Glorot's compromise.
    case fanAverage
    /// sqrt(fanIn fanOut): the compromise that treats both directions alike on a logarithmic scale.
    case fanGeometricAverage
  }

  /// The family of the law.
  public enum Distribution: String, Sendable, Hashable, CaseIterable {
    /// Even on an interval.
    case uniform
    /// Normal.
    case normal
    /// Normal, cut at two standard deviations and rescaled.
    case truncatedNormal
  }

  /// How the command line spells it.
  public let name: String
  /// The variance times the count: the square of the gain.
  public let scale: Double
  /// The count that the variance is divided by.
  public let mode: Mode
  /// The family of the law.
  public let distribution: Distribution

  /// The rule with the given scale, count and law; `name` is how the command line spells it.
  public init(scale: Double, mode: Mode, distribution: Distribution, name: String? = nil) {
    self.scale = scale
    self.mode = mode
    self.distribution = distribution
    self.name =
      name
      ?? "varianceScaling:\(scale.spelled),\(mode.rawValue),\(distribution.rawValue)"
  }

  /// The same rule with its weights multiplied by `gain`, for an activation that shrinks its input.
  ///
  /// A gain that is negative or not finite is refused when a law is asked for.
  public func scaled(byGain gain: Double) -> VarianceScaling { scaled(byGain: gain, name: nil) }

  /// The same, named as the command line spells a rule that takes a gain.
  func named(withGain gain: Double) -> VarianceScaling {
    gain == 1 ? self : scaled(byGain: gain, name: "\(name):\(gain.spelled)")
  }

  private func scaled(byGain gain: Double, name: String?) -> VarianceScaling {
    var scaled = VarianceScaling(
      scale: scale * gain * gain, mode: mode, distribution: distribution, name: name)
    scaled.refusedGain = gain >= 0 && gain.isFinite ? nil : gain
    return scaled
  }

  /// A gain that no law can have, kept until a law is asked for.
  private var refusedGain: Double?

  /// The variance of one weight.
  ///
  /// - Throws: ``InitializerError`` with code `.zeroFan` when the count is 0, `.scale` when the
  ///   scale is negative or not finite.
  public func variance(fans: Fans) throws(InitializerError) -> Double {
    let count = count(fans)
    if let refusedGain { throw .scale("gain", refusedGain) }
    guard count > 0 else { throw .zeroFan(fans, mode: mode) }
    guard scale >= 0, scale.isFinite else { throw .scale("variance scale", scale) }
    return scale / count
  }

  /// The law of a parameter's weights; where it has sections, each by its own fans.
  ///
  /// - Throws: as ``variance(fans:)``.
  public func law(for spec: ParameterSpec) throws(InitializerError) -> any Law {
    try sectioned(spec) { piece throws(InitializerError) in
      let variance = try variance(fans: piece.fans)
      switch distribution {
      case .uniform: return try Uniform(variance: variance)
      case .normal: return try Normal(variance: variance)
      case .truncatedNormal: return try TruncatedNormal(variance: variance)
      }
    }
  }

  private func count(_ fans: Fans) -> Double {
    let (fanIn, fanOut) = (fans.fanIn, fans.fanOut)
    switch mode {
    case .fanIn: return fanIn
    case .fanOut: return fanOut
    case .fanAverage: return (fanIn + fanOut) / 2
    case .fanGeometricAverage: return (fanIn * fanOut).squareRoot()
    }
  }
}
