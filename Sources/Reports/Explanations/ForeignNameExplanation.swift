import Foundation
import Initializers

/// What other libraries mean by a name.
public struct ForeignNameExplanation: Sendable {
  /// The name as the user typed it.
  public let name: String
  /// What it means where.
  public let meanings: [ForeignNames.Meaning]

  /// Explains a name of other libraries; `nil` for any other word.
  public init?(_ name: String) {
    meanings = ForeignNames.meanings(of: name)
    self.name = name
    if meanings.isEmpty { return nil }
  }

  /// The explanation as lines for a terminal.
  public func terminalText(columns: Int = 100) -> String {
    var text = Paragraphs(columns: columns)
    for meaning in meanings {
      text.add(
        "means",
        "\(meaning.initializer) in \(meaning.libraries)"
          + (meaning.remark.isEmpty ? "" : " (\(meaning.remark))"))
    }
    let kind = meanings.count == 1 ? "a name of other libraries" : "a name that libraries differ in"
    return (["\(name), \(kind)", ""] + text.lines).joined(separator: "\n") + "\n"
  }

  /// The explanation as JSON with the schema `xavier.explain/1`.
  public func json() throws -> Data {
    let found = meanings.map {
      Found(libraries: $0.libraries, initializer: $0.initializer, remark: $0.remark)
    }
    return try JSONText.encode(Document(name: name, meanings: found), isPretty: true)
      + Data("\n".utf8)
  }

  private struct Document: Encodable {
    let schema = "xavier.explain/1"
    let kind = "foreign name"
    let name: String
    let meanings: [Found]
  }

  private struct Found: Encodable {
    let libraries, initializer, remark: String
  }
}
