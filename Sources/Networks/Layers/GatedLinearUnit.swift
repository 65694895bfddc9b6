import Initializers
import Operators

/// Units that a gate lets through: activation(x G) times x U, element by element.
///
/// With SiLU it is SwiGLU, with GELU GeGLU, with sigmoid the gated linear unit as first published.
///
/// ## Shapes
/// Examples of any axes, of which the last is mapped: … × in to … × units. The weights of the gate
/// and of what it lets through, `gate.weight` and `up.weight`, are in × units.
///
/// - Source: N. Shazeer, 2020, arXiv:2002.05202; Y. Dauphin et al., ICML 2017, arXiv:1612.08083.
public struct GatedLinearUnit: Layer {
  /// The number of units.
  public let units: Int
  /// What is applied to the gate.
  public let activation: Activation
  /// What draws both weights.
  public let initializer: any Initializer
  /// What draws the biases.
  public let biasInitializer: any Initializer
  /// Whether biases, `gate.bias` and `up.bias`, are added.
  public let hasBias: Bool
  /// What stands before the paths of its parameters.
  public let name: String?

  /// A layer of `units` gated units.
  public init(
    _ units: Int, activation: Activation = .silu, initializer: some Initializer = .glorotUniform,
    biasInitializer: some Initializer = .zeros, hasBias: Bool = false, name: String? = nil
  ) {
    self.units = units
    self.activation = activation
    self.initializer = initializer
    self.biasInitializer = biasInitializer
    self.hasBias = hasBias
    self.name = name
  }

  /// Adds two affine maps, the activation and the product.
  ///
  /// - Throws: ``NetworkError`` as ``Dense`` does.
  public func lower(into plan: inout NetworkPlan, path: String) throws(NetworkError) {
    let input = plan.last
    let bias = hasBias ? biasInitializer : nil
    plan.last = try plan.applyAffine(
      to: input, units: units, initializer: initializer, biasInitializer: bias,
      path: "\(path).gate")
    try plan.apply(activation, name: "\(path).gate")
    let gate = plan.last
    let up = try plan.applyAffine(
      to: input, units: units, initializer: initializer, biasInitializer: bias,
      path: "\(path).up")
    try plan.apply(Mul(), to: [gate, up], name: path)
  }
}

extension GatedLinearUnit: DescribableLayer {
  /// `gatedLinearUnit`.
  public static let spelling = LayerSpelling(
    "gatedLinearUnit", "units that a gate lets through: SwiGLU and its like",
    .value("units", "the number of units"),
    .optional("activation", "what is applied to the gate, silu if left out"),
    .initializer("glorotUniform"), .biasInitializer, .hasBias(false))

  /// The layer that a text describes.
  public init(_ arguments: LayerArguments) throws(NetworkError) {
    self.init(
      try arguments.integer("units"), activation: try arguments.activationIfGiven() ?? .silu,
      initializer: try arguments.initializer(default: .glorotUniform),
      biasInitializer: try arguments.initializer("biasInitializer", default: .zeros),
      hasBias: try arguments.flag("hasBias", default: false), name: try arguments.name)
  }
}
