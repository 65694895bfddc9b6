import YAMLTexts

/// A file that holds YAML.
enum YAMLFile {
  /// Its text.
  ///
  /// - Throws: ``ModelFileError`` where the file cannot be read, is too long or is not UTF-8.
  static func text(of path: String) throws(ModelFileError) -> String {
    let bytes = try MappedFile.bytes(of: path)
    guard bytes.count <= YAMLText.sizeLimit else {
      throw ModelFileError(
        .tooLarge, path,
        "\(bytes.count) bytes of YAML, at most \(YAMLText.sizeLimit) were expected")
    }
    guard let text = String(validating: bytes.array, as: UTF8.self) else {
      throw ModelFileError(.encoding, path, "bytes that are not UTF-8, a text was expected")
    }
    return text
  }
}
