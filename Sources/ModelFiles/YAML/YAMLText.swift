import Networks
import Yams

/// Reads YAML as the values that describe a network.
///
/// Understood are mappings, lists, words, and texts in quotes. What a network does not need and what
/// lets a short text stand for a long one is refused: anchors and aliases, keys that are no words,
/// tags, and several documents in one text.
enum YAMLText {
  /// The most bytes that a text may have.
  static let sizeLimit = 256 * 1024
  /// The most lists and mappings that may lie in each other.
  static let depthLimit = 64

  /// - Throws: ``ModelFileError`` with code `.tooLarge`, `.encoding`, `.syntax`, `.depth`,
  ///   `.unsupported` or `.duplicate`.
  static func value(of text: String, name: String) throws(ModelFileError) -> DescribedValue {
    guard text.utf8.count <= sizeLimit else {
      throw ModelFileError(
        .tooLarge, name,
        "\(text.utf8.count) bytes of YAML, at most \(sizeLimit) were expected")
    }
    let root: Node?
    do {
      root = try Parser(
        yaml: Disguise.worn(by: text, name: name), resolver: .basic, encoding: .utf8
      ).singleRoot()
    } catch let error as ModelFileError {
      throw error
    } catch {
      throw .yaml(error, name: name)
    }
    guard let root else {
      throw ModelFileError(.syntax, name, "no YAML, a network was expected")
    }
    return try YAMLReader(name: name).value(root, depth: 0)
  }
}

/// Signs that begin anchors, aliases and keys of several words, as other signs.
///
/// The parser resolves aliases before anybody can count what they stand for. With another sign in
/// their place it sees a word instead; in quotes and comments, and within words, nothing changes.
private enum Disguise {
  static let signs: [(sign: Unicode.Scalar, disguise: Unicode.Scalar, meaning: String)] = [
    ("*", "\u{E000}", "an alias"), ("&", "\u{E001}", "an anchor"), ("?", "\u{E002}", "a '?'"),
  ]

  static func worn(by text: String, name: String) throws(ModelFileError) -> String {
    var result = String.UnicodeScalarView()
    var (line, column) = (1, 1)
    for scalar in text.unicodeScalars {
      if signs.contains(where: { $0.disguise == scalar }) {
        throw .yaml(
          DescribedValue.Place(line: line, column: column), name, .syntax,
          "a private character, a common one was expected")
      }
      result.append(signs.first { $0.sign == scalar }?.disguise ?? scalar)
      (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
    }
    return String(result)
  }

  static func removed(from text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      result.append(signs.first { $0.disguise == scalar }?.sign ?? scalar)
    }
    return String(result)
  }

  static func meaning(of text: String) -> String? {
    guard let first = text.unicodeScalars.first else { return nil }
    return signs.first { $0.disguise == first }?.meaning
  }
}

private struct YAMLReader {
  let name: String

  func value(_ node: Node, depth: Int, isKey: Bool = false) throws(ModelFileError) -> DescribedValue
  {
    let place = DescribedValue.Place(
      line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    guard depth < YAMLText.depthLimit else {
      throw .yaml(
        place, name, .depth,
        "more than \(YAMLText.depthLimit) lists and mappings in each other, "
          + "at most that many were expected")
    }
    try checkTag(node, place, isKey: isKey)
    switch node {
    case .scalar(let scalar): return DescribedValue(try content(scalar, place), at: place)
    case .sequence(let sequence):
      var values: [DescribedValue] = []
      for node in sequence {
        values.append(try value(node, depth: depth + 1, isKey: isKey))
      }
      return DescribedValue(.list(values), at: place)
    case .mapping(let mapping):
      var entries: [DescribedValue.Entry] = []
      for (key, node) in mapping {
        let keyValue = try value(key, depth: depth + 1, isKey: true)
        let text: String
        switch keyValue.content {
        case .word(let word), .quoted(let word): text = word
        case .nothing, .list, .entries:
          throw .yaml(
            keyValue.place, name, .unsupported, "a key that is no word, a word was expected")
        }
        entries.append(
          DescribedValue.Entry(
            text, at: keyValue.place, try value(node, depth: depth + 1, isKey: isKey)))
      }
      return DescribedValue(.entries(entries), at: place)
    case .alias:
      throw .yaml(place, name, .unsupported, "an alias, the value itself was expected")
    }
  }

  private func checkTag(
    _ node: Node, _ place: DescribedValue.Place, isKey: Bool
  ) throws(ModelFileError) {
    // The parser gives texts in quotes the tag of texts, and keys the tag of what they are.
    let (tag, own, mayHaveOwn) =
      switch node {
      case .scalar(let scalar): (scalar.tag, Tag.Name.str, isKey || scalar.style != .plain)
      case .sequence(let sequence): (sequence.tag, .seq, isKey)
      case .mapping(let mapping): (mapping.tag, .map, isKey)
      case .alias(let alias): (alias.tag, .implicit, false)
      }
    guard tag == Tag(.implicit) || mayHaveOwn && tag == Tag(own) else {
      throw .yaml(place, name, .unsupported, "a tag, the value itself was expected")
    }
  }

  private func content(
    _ scalar: Node.Scalar, _ place: DescribedValue.Place
  ) throws(ModelFileError) -> DescribedValue.Content {
    let text = Disguise.removed(from: scalar.string)
    guard scalar.style == .plain else { return .quoted(text) }
    if let meaning = Disguise.meaning(of: scalar.string) {
      throw .yaml(
        place, name, .unsupported, "\(meaning), the value itself was expected")
    }
    return text.isEmpty || text == "~" || text == "null" ? .nothing : .word(text)
  }
}
