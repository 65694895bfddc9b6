/// A step of a network as its author thinks of it; it stands for one or more operators.
public protocol Layer: Sendable {
  /// The path of its parameters behind that of the layer around it, where the author gave one; one that
  /// begins with `/` is the whole path.
  var name: String? { get }

  /// Adds the operators that it stands for.
  ///
  /// - Throws: ``NetworkError`` where the layer does not take the last value.
  func lower(into plan: inout NetworkPlan, path: String) throws(NetworkError)
}

/// Collects the layers in a network's braces.
@resultBuilder
public enum LayersBuilder {
  /// One layer.
  public static func buildExpression(_ layer: some Layer) -> [any Layer] { [layer] }

  /// Layers in sequence.
  public static func buildBlock(_ layers: [any Layer]...) -> [any Layer] { layers.flatMap { $0 } }

  /// Layers from a loop.
  public static func buildArray(_ layers: [[any Layer]]) -> [any Layer] { layers.flatMap { $0 } }

  /// Layers from an `if` without `else`.
  public static func buildOptional(_ layers: [any Layer]?) -> [any Layer] { layers ?? [] }

  /// Layers from the first branch of an `if`.
  public static func buildEither(first layers: [any Layer]) -> [any Layer] { layers }

  /// Layers from the second branch of an `if`.
  public static func buildEither(second layers: [any Layer]) -> [any Layer] { layers }
}
