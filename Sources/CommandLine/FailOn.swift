import Xavier

/// The verdicts for which `xavier check` exits with 1.
struct FailOn {
  private let verdicts: Set<Verdict>

  /// What can be named: every verdict but healthy.
  static var names: [String] { failing.map { $0.rawValue } }

  private static let failing = Verdict.allCases.filter { $0 != .healthy }

  /// Reads `any`, or names of verdicts with commas between them.
  init(_ text: String) throws {
    if text == "any" {
      verdicts = Set(Self.failing)
      return
    }
    var found: Set<Verdict> = []
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let verdict = Self.failing.first(where: { $0.rawValue == word }) else {
        throw Usage(unknown: "--fail-on", String(word), among: ["any"] + Self.names)
      }
      found.insert(verdict)
    }
    verdicts = found
  }

  /// Whether a report has one of the verdicts, be it the most severe or not.
  func names(_ report: CheckReport) -> Bool { !verdicts.isDisjoint(with: report.verdicts) }
}
