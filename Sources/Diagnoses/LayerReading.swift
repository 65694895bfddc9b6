import Networks

/// One layer of a network as a check saw it: what a node gives, forward and backward.
public struct LayerReading: Sendable {
  /// The node's name.
  public let name: String
  /// The operator, as Swift spells it.
  public let `operator`: String
  /// The number of the node.
  public let node: Int
  /// The paths of the parameters it is applied to.
  public let parameters: [String]
  /// Whether every path from input to output crosses its value.
  public let isTrunk: Bool
  /// What was measured; `nil` where nothing was run.
  public let measured: Figures?
  /// What theory predicts; `nil` where it is not of use, as for weights that were trained.
  public let predicted: Prediction?
  /// The mean squares of the gradients of ``parameters``, measured, in their order.
  public let parameterGradients: [Estimate?]

  /// What was measured of a value and its gradient.
  public struct Figures: Sendable {
    /// The mean of an element.
    public let mean: Estimate
    /// The mean square of an element.
    public let secondMoment: Estimate
    /// The mean cosine of different examples.
    public let correlation: Estimate?
    /// The share of channels that are zero on every example.
    public let deadFraction: Double
    /// The share of elements where the activation has no slope to speak of.
    public let saturatedFraction: Double?
    /// The share of the mean square that comes from the bias.
    public let biasShare: Double?
    /// The mean square of an element of the gradient.
    public let gradientSecondMoment: Estimate?

    package init(
      mean: Estimate, secondMoment: Estimate, correlation: Estimate?, deadFraction: Double,
      saturatedFraction: Double?, biasShare: Double?, gradientSecondMoment: Estimate?
    ) {
      self.mean = mean
      self.secondMoment = secondMoment
      self.correlation = correlation
      self.deadFraction = deadFraction
      self.saturatedFraction = saturatedFraction
      self.biasShare = biasShare
      self.gradientSecondMoment = gradientSecondMoment
    }
  }

  /// What theory predicts of a value and its gradient.
  public struct Prediction: Sendable {
    /// The mean of an element.
    public let mean: Double
    /// The mean square of an element, over draws.
    public let secondMoment: Double
    /// Where the mean square of one draw lies in nineteen of twenty draws at this width, and what is
    /// typical: the exponential of the mean logarithm.
    public let typical: (value: Double, band: ClosedRange<Double>)
    /// The correlation of different examples.
    public let correlation: Double
    /// The mean square of an element of the gradient.
    public let gradientSecondMoment: Double?
    /// Whether the forward moments are exact in the limit of width.
    public let isExact: Bool
    /// Whether the gradient's is.
    public let isGradientExact: Bool

    package init(
      mean: Double, secondMoment: Double, typical: (value: Double, band: ClosedRange<Double>),
      correlation: Double, gradientSecondMoment: Double?, isExact: Bool, isGradientExact: Bool
    ) {
      self.mean = mean
      self.secondMoment = secondMoment
      self.typical = typical
      self.correlation = correlation
      self.gradientSecondMoment = gradientSecondMoment
      self.isExact = isExact
      self.isGradientExact = isGradientExact
    }
  }

  package init(
    name: String, operator: String, node: Int, parameters: [String], isTrunk: Bool,
    measured: Figures?, predicted: Prediction?, parameterGradients: [Estimate?]
  ) {
    self.name = name
    self.operator = `operator`
    self.node = node
    self.parameters = parameters
    self.isTrunk = isTrunk
    self.measured = measured
    self.predicted = predicted
    self.parameterGradients = parameterGradients
  }
}
