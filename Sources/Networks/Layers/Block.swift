/// Layers one after another under one name.
///
/// ```swift
/// for index in 0..<12 {
///   Block(name: "blocks.\(index)") {
///     Dense(256, activation: .gelu, name: "up")
///     Dense(64)
///   }
/// }
/// ```
/// has parameters such as `blocks.3.up.weight` and `blocks.3.layers.1.weight`.
public struct Block: Layer {
  /// The layers.
  public let layers: [any Layer]
  /// What stands before the paths of its layers.
  public let name: String?

  /// A block of layers; without layers it is the identity.
  public init(name: String? = nil, @LayersBuilder layers: () -> [any Layer]) {
    self.init(layers(), name: name)
  }

  init(_ layers: [any Layer], name: String?) {
    self.layers = layers
    self.name = name
  }

  /// Adds the layers.
  ///
  /// - Throws: ``NetworkError`` of the first layer that does not fit.
  public func lower(into plan: inout NetworkPlan, path: String) throws(NetworkError) {
    try plan.apply(layers, under: path)
  }
}

extension Block: DescribableLayer {
  /// `block`.
  public static let spelling = LayerSpelling(
    "block", "layers one after another under one name",
    .value("layers", "the layers, in order"))

  /// The layer that a text describes.
  public init(_ arguments: LayerArguments) throws(NetworkError) {
    self.init(try arguments.layers("layers"), name: try arguments.name)
  }
}
