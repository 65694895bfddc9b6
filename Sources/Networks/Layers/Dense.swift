import Initializers
import Operators

/// Units that each see every unit before them: activation(x W + b).
///
/// ## Shapes
/// The weight is in × out, the bias out, where in is the number of units before.
public struct Dense: Layer {
  /// The number of units.
  public let units: Int
  /// What is applied to the affine map's output.
  public let activation: Activation
  /// What draws the weight.
  public let initializer: any Initializer
  /// What draws the bias.
  public let biasInitializer: any Initializer
  /// The path of its parameters: `hidden` for `hidden.weight` and `hidden.bias`.
  public let name: String?

  /// A layer of `units` units.
  ///
  /// - Precondition: there is at least one unit.
  public init(
    _ units: Int, activation: Activation = .identity,
    initializer: some Initializer = .glorotUniform, biasInitializer: some Initializer = .zeros,
    name: String? = nil
  ) {
    precondition(units >= 1, "dense layer: \(units) units, at least 1 was expected")
    self.units = units
    self.activation = activation
    self.initializer = initializer
    self.biasInitializer = biasInitializer
    self.name = name
  }

  /// Adds an affine map and, unless it is the identity, the activation.
  public func lower(into plan: inout NetworkPlan, path: String) throws(NetworkError) {
    let input = plan.last
    let weight = try plan.parameter(
      "\(path).weight", .dense(in: plan.width, out: units), drawnBy: initializer)
    let bias = try plan.parameter("\(path).bias", .bias(out: units), drawnBy: biasInitializer)
    try plan.apply(Affine(), to: [input, weight, bias], name: path)
    try plan.apply(activation, name: path)
  }
}

extension NetworkPlan {
  /// Applies an activation to the last value, unless it is the identity.
  mutating func apply(_ activation: Activation, name: String) throws(NetworkError) {
    if activation.function is IdentityActivation { return }
    try apply(activation.function, to: [last], name: name)
  }
}
