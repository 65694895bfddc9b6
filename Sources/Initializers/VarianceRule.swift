/// An initializer whose variance is any function of a parameter's axes.
///
/// It is for rules that are no scale divided by one count of weights (``VarianceScaling``): a square
/// of a count, or the smaller of two.
public struct VarianceRule: Initializer {
  /// How the command line spells it.
  public let name: String
  /// The family of the law.
  public let distribution: VarianceScaling.Distribution
  /// The variance of one weight of a parameter without sections.
  public let variance: @Sendable (ParameterSpec) throws(InitializerError) -> Double

  /// The rule with the given law and variance; `name` is how the command line spells it.
  ///
  /// `variance` gets a parameter without sections, of a fused one each section by itself.
  public init(
    name: String, distribution: VarianceScaling.Distribution,
    variance: @escaping @Sendable (ParameterSpec) throws(InitializerError) -> Double
  ) {
    self.name = name
    self.distribution = distribution
    self.variance = variance
  }

  /// The law of a parameter's weights; where it has sections, one for each.
  ///
  /// - Throws: as `variance` does, and ``InitializerError`` with code `.scale` when it gives a
  ///   number that is negative or not finite.
  public func law(for spec: ParameterSpec) throws(InitializerError) -> any Law {
    try sectioned(spec) { piece throws(InitializerError) in
      let variance = try variance(piece)
      switch distribution {
      case .uniform: return try Uniform(variance: variance)
      case .normal: return try Normal(variance: variance)
      case .truncatedNormal: return try TruncatedNormal(variance: variance)
      }
    }
  }
}

extension Fans {
  /// The fan in, where there is one to divide by.
  ///
  /// - Throws: ``InitializerError`` with code `.zeroFan` when it is 0.
  var positiveFanIn: Double {
    get throws(InitializerError) {
      guard fanIn > 0 else { throw .zeroFan(self, mode: .fanIn) }
      return fanIn
    }
  }
}
