import Initializers
import Operators

/// Units that each see every unit before them: activation(x W + b).
///
/// ## Shapes
/// Examples of any axes, of which the last is mapped: … × in to … × units. The weight is
/// in × units, the bias units.
public struct Dense: Layer {
  /// The number of units.
  public let units: Int
  /// What is applied to the affine map's output.
  public let activation: Activation
  /// What draws the weight.
  public let initializer: any Initializer
  /// What draws the bias.
  public let biasInitializer: any Initializer
  /// Whether a bias is added.
  public let hasBias: Bool
  /// The path of its parameters: `hidden` for `hidden.weight` and `hidden.bias`.
  public let name: String?

  /// A layer of `units` units.
  public init(
    _ units: Int, activation: Activation = .identity,
    initializer: some Initializer = .glorotUniform, biasInitializer: some Initializer = .zeros,
    hasBias: Bool = true, name: String? = nil
  ) {
    self.units = units
    self.activation = activation
    self.initializer = initializer
    self.biasInitializer = biasInitializer
    self.hasBias = hasBias
    self.name = name
  }

  /// Adds an affine map and, unless it is the identity, the activation.
  ///
  /// - Throws: ``NetworkError`` with code `.layer` for less than one unit, or examples without an
  ///   axis; as its parameters do.
  public func lower(into plan: inout NetworkPlan, path: String) throws(NetworkError) {
    plan.last = try plan.applyAffine(
      to: plan.last, units: units, initializer: initializer,
      biasInitializer: hasBias ? biasInitializer : nil, path: path)
    try plan.apply(activation, name: path)
  }
}

extension Dense: DescribableLayer {
  /// `dense`.
  public static let spelling = LayerSpelling(
    "dense", "units that each see every unit before them",
    .value("units", "the number of units"), .activation, .initializer("glorotUniform"),
    .biasInitializer, .hasBias(true))

  /// The layer that a text describes.
  public init(_ arguments: LayerArguments) throws(NetworkError) {
    self.init(
      try arguments.integer("units"), activation: try arguments.activation(),
      initializer: try arguments.initializer(default: .glorotUniform),
      biasInitializer: try arguments.initializer("biasInitializer", default: .zeros),
      hasBias: try arguments.flag("hasBias", default: true), name: try arguments.name)
  }
}
