import Spellings

extension CheckReport {
  /// The data of the report's page: JSON that is safe inside a script element.
  func pageData() throws -> String { try JSONText.inScript(PageData(self)) }

  /// What `xavier check --json` writes, with words that the page shows.
  private struct PageData: Encodable {
    let schema = "xavier.check-report/1"
    let version = Version.current
    let weights, method: String
    let verdicts: [String]
    let check: CheckDocument

    init(_ report: CheckReport) {
      weights = report.weightsPhrase
      method = report.methodSentence
      verdicts = report.verdicts.map { $0.rawValue }
      check = CheckDocument(report)
    }
  }
}
