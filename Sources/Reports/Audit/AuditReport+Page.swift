import Diagnoses

extension AuditReport {
  /// The data of the report's page: JSON that is safe inside a script element.
  func pageData() throws -> String { try JSONText.inScript(AuditPage(self)) }

  /// The page's title.
  var title: String { "\(name): \(verdict)" }

  /// How many findings of each severity there are: `1 fault and 2 warnings`, `nothing found`.
  public var verdict: String {
    func counted(_ severity: AuditFinding.Severity) -> String? {
      let count = result.findings.count { $0.severity == severity }
      return count > 0 ? Numbers.counted(count, severity.rawValue) : nil
    }
    let serious = [counted(.fault), counted(.warning)].compactMap { $0 }
    guard !serious.isEmpty else {
      return "nothing found" + (counted(.note).map { " but \($0)" } ?? "")
    }
    return Numbers.list(serious + [counted(.note)].compactMap { $0 })
  }
}
