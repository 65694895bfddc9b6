import Operators

/// Layers whose output is added to their input: activation(f(x) + s(x)), where s is the identity or a
/// shortcut of its own.
///
/// ```swift
/// Residual(activation: .relu, name: "block") {
///   Convolution(128, kernel: 3, stride: 2, padding: 1, activation: .relu)
///   Convolution(128, kernel: 3, padding: 1)
/// } shortcut: {
///   Convolution(128, kernel: 1, stride: 2)
/// }
/// ```
/// has parameters such as `block.layers.0.weight` and `block.shortcut.layers.0.weight`.
///
/// - Source: K. He et al., CVPR 2016, arXiv:1512.03385.
public struct Residual: Layer {
  /// The layers of the branch.
  public let layers: [any Layer]
  /// The layers of the shortcut; none for the identity.
  public let shortcut: [any Layer]
  /// What is applied to the sum.
  public let activation: Activation
  /// What stands before the paths of its layers.
  public let name: String?

  /// A branch beside the identity, or beside a shortcut that brings the input to the branch's shape.
  public init(
    activation: Activation = .identity, name: String? = nil,
    @LayersBuilder layers: () -> [any Layer],
    @LayersBuilder shortcut: () -> [any Layer] = { [] }
  ) {
    self.init(layers(), shortcut: shortcut(), activation: activation, name: name)
  }

  init(
    _ layers: [any Layer], shortcut: [any Layer], activation: Activation, name: String?
  ) {
    self.layers = layers
    self.shortcut = shortcut
    self.activation = activation
    self.name = name
  }

  /// Adds the branch, the shortcut, their sum and, unless it is the identity, the activation.
  ///
  /// - Throws: ``NetworkError`` with code `.layer` where the two have different shapes; of the first
  ///   layer that does not fit.
  public func lower(into plan: inout NetworkPlan, path: String) throws(NetworkError) {
    let input = plan.last
    try plan.apply(layers, under: path)
    let branch = plan.last
    plan.last = input
    try plan.apply(shortcut, under: "\(path).shortcut")
    let (found, expected) = (plan.shape(of: branch), plan.shape(of: plan.last))
    guard found == expected else {
      throw .layer(
        path,
        "branch of shape \(found.example) beside a shortcut of shape \(expected.example), "
          + "equal shapes were expected")
    }
    try plan.apply(Operators.Add(), to: [branch, plan.last], name: path)
    try plan.apply(activation, name: path)
  }
}

extension Residual: DescribableLayer {
  /// `residual`.
  public static let spelling = LayerSpelling(
    "residual", "layers whose output is added to their input",
    .value("layers", "the layers of the branch"),
    .optional("shortcut", "layers that the input passes on its way to the sum, none if left out"),
    .activation)

  /// The layer that a text describes.
  public init(_ arguments: LayerArguments) throws(NetworkError) {
    self.init(
      try arguments.layers("layers"), shortcut: try arguments.layersIfGiven("shortcut") ?? [],
      activation: try arguments.activation(), name: try arguments.name)
  }
}
