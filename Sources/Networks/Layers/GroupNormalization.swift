import Initializers
import Operators

/// Groups of neighbouring channels of each example brought to mean 0 and variance 1, then scaled and
/// shifted channel by channel.
///
/// ## Shapes
/// Examples of channels × positions, of any number of axes or none. Both parameters, `weight` and
/// `bias`, have one number for each channel.
///
/// - Source: Y. Wu, K. He, ECCV 2018, arXiv:1803.08494.
public struct GroupNormalization: Layer {
  /// The number of groups.
  public let groups: Int
  /// ε, which is added to the variance.
  public let epsilon: Double
  /// What draws the factor.
  public let initializer: any Initializer
  /// What draws the shift.
  public let biasInitializer: any Initializer
  /// The path of its parameters.
  public let name: String?

  /// A normalization of `groups` groups of channels.
  public init(
    groups: Int, epsilon: Double = 1e-5, initializer: some Initializer = .ones,
    biasInitializer: some Initializer = .zeros, name: String? = nil
  ) {
    self.groups = groups
    self.epsilon = epsilon
    self.initializer = initializer
    self.biasInitializer = biasInitializer
    self.name = name
  }

  /// Adds the normalization.
  ///
  /// - Throws: ``NetworkError`` with code `.layer` for examples without an axis, groups that do not
  ///   divide the channels, or an epsilon that is not positive; as its parameters do.
  public func lower(into plan: inout NetworkPlan, path: String) throws(NetworkError) {
    try plan.checkEpsilon(epsilon, path)
    let input = plan.last
    let channels = try plan.normalizedLength(plan.axis(0, of: input, path), path)
    guard groups >= 1, channels % groups == 0 else {
      throw .layer(
        path, "\(groups) groups of \(channels) channels, a number that divides them was expected")
    }
    let operands = [
      input,
      try plan.parameter(
        "\(path).weight", .normalizationScale(out: channels), drawnBy: initializer),
      try plan.parameter(
        "\(path).bias", .normalizationShift(out: channels), drawnBy: biasInitializer),
    ]
    try plan.apply(
      Operators.GroupNormalization(groups: groups, epsilon: Float(epsilon)), to: operands,
      name: path)
  }
}

extension GroupNormalization: DescribableLayer {
  /// `groupNormalization`.
  public static let spelling = LayerSpelling(
    "groupNormalization", "groups of channels of each example brought to mean 0 and variance 1",
    .value("groups", "the number of groups"), .epsilon, .initializer("ones"), .biasInitializer)

  /// The layer that a text describes.
  public init(_ arguments: LayerArguments) throws(NetworkError) {
    self.init(
      groups: try arguments.integer("groups"),
      epsilon: try arguments.number("epsilon", default: 1e-5),
      initializer: try arguments.initializer(default: .ones),
      biasInitializer: try arguments.initializer("biasInitializer", default: .zeros),
      name: try arguments.name)
  }
}
