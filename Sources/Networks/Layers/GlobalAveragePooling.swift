import Operators

/// The mean of each channel over all positions.
///
/// ## Shapes
/// Examples of channels × positions, of 1 to 3 axes, to channels units.
public struct GlobalAveragePooling: Layer {
  /// What its operators are called.
  public let name: String?

  /// The means of channels.
  public init(name: String? = nil) { self.name = name }

  /// Adds the pooling, and makes units of its channels.
  ///
  /// - Throws: ``NetworkError`` with code `.layer` for examples that are no images.
  public func lower(into plan: inout NetworkPlan, path: String) throws(NetworkError) {
    _ = try plan.images(for: "global pooling", path)
    try plan.apply(GlobalAveragePool(), to: [plan.last], name: path)
    try plan.apply(Operators.Flatten(), to: [plan.last], name: path)
  }
}

extension GlobalAveragePooling: DescribableLayer {
  /// `globalAveragePooling`.
  public static let spelling = LayerSpelling(
    "globalAveragePooling", "the mean of each channel over all positions")

  /// The layer that a text describes.
  public init(_ arguments: LayerArguments) throws(NetworkError) {
    self.init(name: try arguments.name)
  }
}
