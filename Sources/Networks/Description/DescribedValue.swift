/// A value in a text that describes a network, with its place in the text.
///
/// It is what formats such as YAML have in common; the readers of formats make it.
public struct DescribedValue: Sendable, Hashable {
  /// A place in a text, from 1.
  public struct Place: Sendable, Hashable, CustomStringConvertible {
    /// The line.
    public let line: Int
    /// The column, in Unicode scalars.
    public let column: Int

    /// A place in a text.
    public init(line: Int, column: Int) {
      self.line = line
      self.column = column
    }

    /// `line 3, column 5`.
    public var description: String { "line \(line), column \(column)" }
  }

  /// One key with its value.
  public struct Entry: Sendable, Hashable {
    /// The key.
    public let key: String
    /// Where the key is.
    public let place: Place
    /// The value.
    public let value: DescribedValue

    /// A key with its value.
    public init(_ key: String, at place: Place, _ value: DescribedValue) {
      self.key = key
      self.place = place
      self.value = value
    }
  }

  /// What a value is.
  public indirect enum Content: Sendable, Hashable {
    /// Nothing was written.
    case nothing
    /// A word or number as written.
    case word(String)
    /// A text in quotes.
    case quoted(String)
    /// Values in order.
    case list([DescribedValue])
    /// Keys with values, in the order of the text.
    case entries([Entry])
  }

  /// What it is.
  public let content: Content
  /// Where it is.
  public let place: Place

  /// A value at a place.
  public init(_ content: Content, at place: Place) {
    self.content = content
    self.place = place
  }

  /// What it is, as a sentence says it.
  package var kind: String {
    switch content {
    case .nothing: "nothing"
    case .word(let text): text.shown
    case .quoted(let text): "'\(text.shown)'"
    case .list(let values): values.isEmpty ? "an empty list" : "a list"
    case .entries: "keys with values"
    }
  }

  /// The word or text; `nil` for anything else.
  package var text: String? {
    switch content {
    case .word(let text), .quoted(let text): text
    case .nothing, .list, .entries: nil
    }
  }
}

extension String {
  /// The text as a sentence shows it: its beginning, on one line.
  package var shown: String {
    var line = ""
    for scalar in unicodeScalars.prefix(60) {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
        line += "\\u{\(String(scalar.value, radix: 16))}"
      default: line.unicodeScalars.append(scalar)
      }
    }
    return unicodeScalars.dropFirst(60).isEmpty ? line : line + "…"
  }
}
