import Networks
import Yams

/// What keeps a text from being YAML that is understood.
package struct YAMLTextError: Error, Sendable, Hashable {
  /// What kind of fault it is.
  package enum Kind: Sendable, Hashable, CaseIterable {
    case tooLarge, syntax, depth, unsupported, duplicate
  }

  /// What kind of fault it is.
  package let kind: Kind
  /// Where it is; `nil` where it is nowhere in particular.
  package let place: DescribedValue.Place?
  /// What is, and what was expected.
  package let detail: String

  init(_ kind: Kind, at place: DescribedValue.Place? = nil, _ detail: String) {
    self.kind = kind
    self.place = place
    self.detail = detail
  }

  /// A text of so many bytes.
  package static func tooLarge(_ count: Int) -> Self {
    Self(
      .tooLarge, "\(count) bytes of YAML, at most \(YAMLText.sizeLimit) were expected")
  }

  /// What the sentence about the text of a name begins with: the name, and the place where there is
  /// one.
  package func subject(in name: String) -> String { place.map { "\(name): \($0)" } ?? name }

  /// What the parser of YAML refuses.
  init(_ error: any Error) {
    let what = "well-formed YAML was expected"
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      let place = DescribedValue.Place(line: mark.line, column: mark.column)
      if problem.hasPrefix("Maximum nesting level") {
        self.init(
          .depth, at: place,
          "lists and mappings too deep in each other, "
            + "at most \(YAMLText.depthLimit) were expected")
      } else {
        self.init(.syntax, at: place, "\(shown(problem)), \(what)")
      }
    case .duplicatedKeysInMapping(let keys, let context):
      self.init(
        .duplicate,
        at: DescribedValue.Place(line: context.mark.line, column: context.mark.column),
        "key \(shown(keys.first ?? "")) twice, each key once was expected")
    case .reader(let problem, _, _, _):
      self.init(.syntax, "\(shown(problem)), \(what)")
    case .memory, .no, .writer, .emitter, .representer, .dataCouldNotBeDecoded, nil:
      self.init(.syntax, "it cannot be parsed, \(what)")
    }
  }
}

// As a sentence shows a text of a file: its beginning, on one line.
private func shown(_ text: String) -> String {
  var line = ""
  for scalar in text.unicodeScalars.prefix(100) {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
      line += "\\u{\(String(scalar.value, radix: 16))}"
    default: line.unicodeScalars.append(scalar)
    }
  }
  return text.unicodeScalars.dropFirst(100).isEmpty ? line : line + "…"
}
