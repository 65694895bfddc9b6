import Networks
import YAMLTexts

extension Network {
  /// The network that a YAML text describes.
  ///
  /// ```yaml
  /// input: [3, 32, 32]
  /// layers:
  ///   - convolution: {channels: 64, kernel: 3, padding: same, activation: relu}
  ///   - globalAveragePooling
  ///   - dense: 10
  /// ```
  /// It is the network that the same words make in Swift: the same paths, so that a seed draws the
  /// same weights.
  ///
  /// - Parameters:
  ///   - text: the text, at most 256 KiB.
  ///   - name: what errors call it, such as the file's name.
  /// - Throws: ``ModelFileError`` with code `.syntax`, `.duplicate`, `.unsupported`, `.depth` or
  ///   `.tooLarge` where the text is not the YAML that is understood, `.network` where it describes no
  ///   network; with the line and column wherever there is one.
  public init(yaml text: String, name: String) throws(ModelFileError) {
    let value: DescribedValue
    do {
      value = try YAMLText.value(of: text, expected: "a network")
    } catch {
      throw ModelFileError(error, name: name)
    }
    do {
      try self.init(value)
    } catch {
      throw .network(error, name: name)
    }
  }

  /// The network that a YAML file describes.
  ///
  /// - Throws: ``ModelFileError`` with code `.missing`, `.unreadable` or `.notRegular` where the file
  ///   cannot be read, `.encoding` where it is not UTF-8; as ``init(yaml:name:)`` does.
  public init(yamlFile path: String) throws(ModelFileError) {
    try self.init(yaml: YAMLFile.text(of: path), name: path)
  }
}
