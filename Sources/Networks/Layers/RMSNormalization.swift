import Initializers
import Operators

/// The features of each position brought to mean square 1, then scaled.
///
/// ## Shapes
/// Examples of any axes, of which the last is normalized. The parameter, `weight`, has one number
/// for each feature.
///
/// - Source: B. Zhang, R. Sennrich, NeurIPS 2019, arXiv:1910.07467.
public struct RMSNormalization: Layer {
  /// ε, which is added to the mean square.
  public let epsilon: Double
  /// What draws the factor.
  public let initializer: any Initializer
  /// The path of its parameter.
  public let name: String?

  /// A normalization of the features of each position.
  public init(
    epsilon: Double = 1e-5, initializer: some Initializer = .ones, name: String? = nil
  ) {
    self.epsilon = epsilon
    self.initializer = initializer
    self.name = name
  }

  /// Adds the normalization.
  ///
  /// - Throws: ``NetworkError`` with code `.layer` for examples without an axis, or an epsilon that is
  ///   not positive; as its parameter does.
  public func lower(into plan: inout NetworkPlan, path: String) throws(NetworkError) {
    try plan.checkEpsilon(epsilon, path)
    let input = plan.last
    let features = try plan.normalizedLength(plan.axis(-1, of: input, path), path)
    let weight = try plan.parameter(
      "\(path).weight", .normalizationScale(out: features), drawnBy: initializer)
    try plan.apply(
      Operators.RMSNormalization(epsilon: Float(epsilon)), to: [input, weight], name: path)
  }
}

extension RMSNormalization: DescribableLayer {
  /// `rmsNormalization`.
  public static let spelling = LayerSpelling(
    "rmsNormalization", "the features of each position brought to mean square 1", .epsilon,
    .initializer("ones"))

  /// The layer that a text describes.
  public init(_ arguments: LayerArguments) throws(NetworkError) {
    self.init(
      epsilon: try arguments.number("epsilon", default: 1e-5),
      initializer: try arguments.initializer(default: .ones), name: try arguments.name)
  }
}
