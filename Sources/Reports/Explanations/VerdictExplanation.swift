import Diagnoses
import Foundation
import Spellings

/// What a verdict of a check means, or a quantity that verdicts are taken on.
public struct VerdictExplanation: Sendable {
  /// The catalog's entry.
  public let entry: VerdictCatalog.Entry

  /// Explains a verdict or a quantity; `nil` where nothing of the name is known.
  public init?(spelled name: String) {
    guard let entry = VerdictCatalog.entry(spelled: name) else { return nil }
    self.entry = entry
  }

  /// The names that are known.
  public static var names: [String] { VerdictCatalog.entries.map { $0.name } }

  private var isVerdict: Bool { Verdict(rawValue: entry.name) != nil }

  /// The explanation as lines for a terminal.
  public func terminalText(columns: Int = 100) -> String {
    var text = Paragraphs(columns: columns)
    text.add("is", entry.summary)
    text.add("means", entry.meaning)
    text.add("computed as", entry.formula)
    text.add("limit", entry.threshold)
    for (index, cause) in entry.causes.enumerated() { text.add(index == 0 ? "causes" : "", cause) }
    for (index, remedy) in entry.remedies.enumerated() {
      text.add(index == 0 ? "remedies" : "", remedy.replacing("`", with: "'"))
    }
    for (index, source) in entry.sources.enumerated() {
      text.add(index == 0 ? "source" : "", source)
    }
    let heading = isVerdict ? "a verdict of xavier check" : "a quantity of xavier check"
    return (["\(entry.name), \(heading)", ""] + text.lines).joined(separator: "\n") + "\n"
  }

  /// The explanation as JSON with the schema `xavier.explain/1`.
  public func json() throws -> Data {
    try JSONText.encode(
      Document(
        kind: isVerdict ? "verdict" : "quantity", name: entry.name, summary: entry.summary,
        meaning: entry.meaning, formula: entry.formula, threshold: entry.threshold,
        causes: entry.causes, remedies: entry.remedies, sources: entry.sources), isPretty: true)
      + Data("\n".utf8)
  }

  private struct Document: Encodable {
    let schema = "xavier.explain/1"
    let kind, name, summary, meaning, formula, threshold: String
    let causes, remedies, sources: [String]
  }
}
