import Networks
import Yams

// Sentences about YAML.

extension ModelFileError {
  /// `detail` says what is and what was expected.
  static func yaml(
    _ place: DescribedValue.Place, _ name: String, _ code: Code, _ detail: String
  ) -> Self {
    Self(code, "\(name): \(place)", detail)
  }

  /// What the parser of YAML refuses.
  static func yaml(_ error: any Error, name: String) -> Self {
    let what = "well-formed YAML was expected"
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      let place = DescribedValue.Place(line: mark.line, column: mark.column)
      if problem.hasPrefix("Maximum nesting level") {
        return .yaml(
          place, name, .depth,
          "lists and mappings too deep in each other, "
            + "at most \(YAMLText.depthLimit) were expected")
      }
      return .yaml(place, name, .syntax, "\(shown(problem)), \(what)")
    case .duplicatedKeysInMapping(let keys, let context):
      return .yaml(
        DescribedValue.Place(line: context.mark.line, column: context.mark.column), name,
        .duplicate,
        "key \(shown(keys.first ?? "")) twice, each key once was expected")
    case .reader(let problem, _, _, _):
      return Self(.syntax, name, "\(shown(problem)), \(what)")
    case .memory, .no, .writer, .emitter, .representer, .dataCouldNotBeDecoded, nil:
      return Self(.syntax, name, "it cannot be parsed, \(what)")
    }
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
