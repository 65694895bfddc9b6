import Networks
import YAMLTexts

// Sentences about YAML.

extension ModelFileError {
  /// What keeps the text of a file from being understood.
  init(_ error: YAMLTextError, name: String) {
    let code: Code =
      switch error.kind {
      case .tooLarge: .tooLarge
      case .syntax: .syntax
      case .depth: .depth
      case .unsupported: .unsupported
      case .duplicate: .duplicate
      }
    self.init(code, error.subject(in: name), error.detail)
  }

  /// What makes no network of well-formed YAML.
  static func network(_ error: NetworkError, name: String) -> Self {
    Self(.network, name, error.description)
  }
}

extension ModelFileError.Code {
  /// The text is well-formed and describes no network.
  public static let network = Self("network")
}
