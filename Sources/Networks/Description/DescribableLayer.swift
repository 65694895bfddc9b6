/// A layer that a text such as a YAML file can describe.
public protocol DescribableLayer: Layer {
  /// Its name and keys.
  static var spelling: LayerSpelling { get }

  /// The layer that a text describes.
  ///
  /// - Throws: ``NetworkError`` with code `.text`, naming the line and column.
  init(_ arguments: LayerArguments) throws(NetworkError)
}
