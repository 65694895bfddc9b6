import Operators

/// All numbers of an example as units in one row, in the order of its shape.
///
/// ## Shapes
/// Examples of any axes to their number of elements.
public struct Flatten: Layer {
  /// What its operator is called.
  public let name: String?

  /// A layer that makes units of all numbers of an example.
  public init(name: String? = nil) { self.name = name }

  /// Adds the change of shape.
  public func lower(into plan: inout NetworkPlan, path: String) throws(NetworkError) {
    try plan.apply(Operators.Flatten(), to: [plan.last], name: path)
  }
}

extension Flatten: DescribableLayer {
  /// `flatten`.
  public static let spelling = LayerSpelling(
    "flatten", "all numbers of an example as units in one row")

  /// The layer that a text describes.
  public init(_ arguments: LayerArguments) throws(NetworkError) {
    self.init(name: try arguments.name)
  }
}
