import Operators

/// An activation by itself.
public struct Activate: Layer {
  /// What is applied.
  public let activation: Activation
  /// What its operator is called.
  public let name: String?

  /// A layer that applies an activation.
  public init(_ activation: Activation, name: String? = nil) {
    self.activation = activation
    self.name = name
  }

  /// Adds the activation, unless it is the identity.
  public func lower(into plan: inout NetworkPlan, path: String) throws(NetworkError) {
    try plan.apply(activation, name: path)
  }
}

extension Activate: DescribableLayer {
  /// `activate`.
  public static let spelling = LayerSpelling(
    "activate", "an activation by itself",
    .value("activation", "what is applied, as on the command line: tanh, leakyReLU:0.2"))

  /// The layer that a text describes.
  public init(_ arguments: LayerArguments) throws(NetworkError) {
    guard let activation = try arguments.activationIfGiven() else {
      throw arguments.missing("activation")
    }
    self.init(activation, name: try arguments.name)
  }
}
