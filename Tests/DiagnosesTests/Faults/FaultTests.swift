import Diagnoses
import Foundation
import TestSupport
import Testing

/// Kinds of fault in healthy networks of all families.
///
///     XAVIER_WRITE_GOLDEN=1 swift test -c release --filter FaultTests
///
/// writes the table of `Documentation/Faults.md` anew.
@Suite("Faults planted in networks of all families")
struct FaultTests {
  @Test("a fault's layer is named, by a verdict where a threshold is crossed, else by a note")
  func named() throws {
    var outcomes: [FaultOutcome] = []
    for host in FaultHost.all {
      let (healthy, planted) = try FaultOutcome.all(in: host)
      #expect(healthy.verdict == .healthy, "\(host.name)")
      outcomes += planted
    }
    for outcome in outcomes {
      let what = "\(outcome.kind) in \(outcome.host.name): \(outcome.cell)"
      let isLimit = FaultTable.limits.contains {
        $0.kind == outcome.kind && $0.host == outcome.host.name
      }
      #expect((outcome.naming == .none) == isLimit, "\(what)")
      #expect(outcome.wrongFirst == nil || isLimit, "\(what), first \(outcome.wrongFirst ?? "")")
    }
    #expect(FaultKind.all.allSatisfy { kind in outcomes.contains { $0.kind == kind.name } })
    try compare(FaultTable(outcomes: outcomes))
  }

  // With the page, or writes it.
  private func compare(_ table: FaultTable) throws {
    let page = Golden.folder.deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Documentation/Faults.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    let end = try #require(text.range(of: "FaultTests -->\n")).upperBound
    let written = text[..<end] + table.text
    if ProcessInfo.processInfo.environment["XAVIER_WRITE_GOLDEN"] != nil {
      try written.write(to: page, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: page, encoding: .utf8) == written)
  }
}
