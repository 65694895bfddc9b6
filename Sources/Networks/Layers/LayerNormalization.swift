import Initializers
import Operators

/// The features of each position brought to mean 0 and variance 1, then scaled and shifted.
///
/// ## Shapes
/// Examples of any axes, of which the last is normalized. Both parameters, `weight` and `bias`, have
/// one number for each feature.
///
/// - Source: J. Ba, J. Kiros, G. Hinton, 2016, arXiv:1607.06450.
public struct LayerNormalization: Layer {
  /// ε, which is added to the variance.
  public let epsilon: Double
  /// What draws the factor.
  public let initializer: any Initializer
  /// What draws the shift.
  public let biasInitializer: any Initializer
  /// Whether a shift is added.
  public let hasBias: Bool
  /// The path of its parameters.
  public let name: String?

  /// A normalization of the features of each position.
  public init(
    epsilon: Double = 1e-5, initializer: some Initializer = .ones,
    biasInitializer: some Initializer = .zeros, hasBias: Bool = true, name: String? = nil
  ) {
    self.epsilon = epsilon
    self.initializer = initializer
    self.biasInitializer = biasInitializer
    self.hasBias = hasBias
    self.name = name
  }

  /// Adds the normalization.
  ///
  /// - Throws: ``NetworkError`` with code `.layer` for examples without an axis, or an epsilon that is
  ///   not positive; as its parameters do.
  public func lower(into plan: inout NetworkPlan, path: String) throws(NetworkError) {
    try plan.checkEpsilon(epsilon, path)
    let input = plan.last
    let features = try plan.normalizedLength(plan.axis(-1, of: input, path), path)
    var operands = [
      input,
      try plan.parameter(
        "\(path).weight", .normalizationScale(out: features), drawnBy: initializer),
    ]
    if hasBias {
      operands.append(
        try plan.parameter(
          "\(path).bias", .normalizationShift(out: features), drawnBy: biasInitializer))
    }
    try plan.apply(
      Operators.LayerNormalization(epsilon: Float(epsilon)), to: operands, name: path)
  }
}

extension LayerNormalization: DescribableLayer {
  /// `layerNormalization`.
  public static let spelling = LayerSpelling(
    "layerNormalization", "the features of each position brought to mean 0 and variance 1",
    .epsilon, .initializer("ones"), .biasInitializer, .hasBias(true))

  /// The layer that a text describes.
  public init(_ arguments: LayerArguments) throws(NetworkError) {
    self.init(
      epsilon: try arguments.number("epsilon", default: 1e-5),
      initializer: try arguments.initializer(default: .ones),
      biasInitializer: try arguments.initializer("biasInitializer", default: .zeros),
      hasBias: try arguments.flag("hasBias", default: true), name: try arguments.name)
  }
}
