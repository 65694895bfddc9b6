import Networks
import Yams

/// Reads YAML as the values that describe a network or a recipe.
///
/// Understood are mappings, lists, words, and texts in quotes. What neither needs and what lets a
/// short text stand for a long one is refused: anchors and aliases, keys that are no words,
/// tags, and several documents in one text.
package enum YAMLText {
  /// The most bytes that a text may have.
  package static let sizeLimit = 256 * 1024
  /// The most lists and mappings that may lie in each other.
  package static let depthLimit = 64

  /// What a text says; `expected` is what an empty one was expected to hold: `a network`.
  ///
  /// - Throws: ``YAMLTextError``.
  package static func value(
    of text: String, expected: String
  ) throws(YAMLTextError) -> DescribedValue {
    guard text.utf8.count <= sizeLimit else { throw .tooLarge(text.utf8.count) }
    let root: Node?
    do {
      root = try Parser(
        yaml: Disguise.worn(by: text), resolver: .basic, encoding: .utf8
      ).singleRoot()
    } catch let error as YAMLTextError {
      throw error
    } catch {
      throw YAMLTextError(error)
    }
    guard let root else {
      throw YAMLTextError(.syntax, "no YAML, \(expected) was expected")
    }
    return try YAMLReader().value(root, depth: 0)
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

  static func worn(by text: String) throws(YAMLTextError) -> String {
    var result = String.UnicodeScalarView()
    var (line, column) = (1, 1)
    for scalar in text.unicodeScalars {
      if signs.contains(where: { $0.disguise == scalar }) {
        throw YAMLTextError(
          .syntax, at: DescribedValue.Place(line: line, column: column),
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
  func value(_ node: Node, depth: Int, isKey: Bool = false) throws(YAMLTextError) -> DescribedValue
  {
    let place = DescribedValue.Place(
      line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    guard depth < YAMLText.depthLimit else {
      throw YAMLTextError(
        .depth, at: place,
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
          throw YAMLTextError(
            .unsupported, at: keyValue.place, "a key that is no word, a word was expected")
        }
        entries.append(
          DescribedValue.Entry(
            text, at: keyValue.place, try value(node, depth: depth + 1, isKey: isKey)))
      }
      return DescribedValue(.entries(entries), at: place)
    case .alias:
      throw YAMLTextError(
        .unsupported, at: place, "an alias, the value itself was expected")
    }
  }

  private func checkTag(
    _ node: Node, _ place: DescribedValue.Place, isKey: Bool
  ) throws(YAMLTextError) {
    // The parser gives texts in quotes the tag of texts, and keys the tag of what they are.
    let (tag, own, mayHaveOwn) =
      switch node {
      case .scalar(let scalar): (scalar.tag, Tag.Name.str, isKey || scalar.style != .plain)
      case .sequence(let sequence): (sequence.tag, .seq, isKey)
      case .mapping(let mapping): (mapping.tag, .map, isKey)
      case .alias(let alias): (alias.tag, .implicit, false)
      }
    guard tag == Tag(.implicit) || mayHaveOwn && tag == Tag(own) else {
      throw YAMLTextError(
        .unsupported, at: place, "a tag, the value itself was expected")
    }
  }

  private func content(
    _ scalar: Node.Scalar, _ place: DescribedValue.Place
  ) throws(YAMLTextError) -> DescribedValue.Content {
    let text = Disguise.removed(from: scalar.string)
    guard scalar.style == .plain else { return .quoted(text) }
    if let meaning = Disguise.meaning(of: scalar.string) {
      throw YAMLTextError(
        .unsupported, at: place, "\(meaning), the value itself was expected")
    }
    return text.isEmpty || text == "~" || text == "null" ? .nothing : .word(text)
  }
}
