import Diagnoses
import Testing

@Suite("Verdict catalog")
struct VerdictCatalogTests {
  @Test("every verdict is told, in the order of severity, and no name is told twice")
  func complete() {
    let told = VerdictCatalog.entries.map { $0.name }
    #expect(Set(told).count == told.count)
    #expect(
      Array(told.prefix(Verdict.allCases.count)).sorted()
        == Verdict.allCases.map { $0.rawValue }.sorted())
    for verdict in Verdict.allCases {
      #expect(VerdictCatalog.entry(of: verdict) != nil, "\(verdict)")
    }
    #expect(VerdictCatalog.entry(spelled: "colapsed") == nil)
  }

  @Test("every fault has a formula, a limit, causes and remedies")
  func whole() {
    for verdict in Verdict.allCases where verdict != .healthy {
      guard let entry = VerdictCatalog.entry(of: verdict) else { continue }
      #expect(!entry.formula.isEmpty && !entry.threshold.isEmpty, "\(verdict)")
      #expect(!entry.causes.isEmpty && !entry.remedies.isEmpty, "\(verdict)")
    }
  }
}
