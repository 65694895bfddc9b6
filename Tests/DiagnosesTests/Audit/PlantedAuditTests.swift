import Diagnoses
import Foundation
import TestSupport
import Testing

@Suite("Faults planted in checkpoints")
struct PlantedAuditTests {
  static let seeds: [UInt64] = [0, 1, 2, 3, 4]

  @Test(
    "each kind of fault is found, with the tensors at fault, and nothing else is",
    arguments: AuditFault.all.indices)
  func found(_ index: Int) throws {
    let fault = AuditFault.all[index]
    for seed in Self.seeds {
      let result = try fault.plant(seed)
      let codes = result.findings.map { "\($0.code.rawValue) \($0.tensors)" }
      let named = result.findings.filter { $0.code.rawValue == fault.code }.flatMap { $0.tensors }
      for tensor in fault.tensors {
        #expect(named.contains(tensor), "\(fault.name), seed \(seed): \(tensor) of \(codes)")
      }
      let others = result.faults.filter { finding in
        finding.code.rawValue != fault.code
          && !finding.tensors.allSatisfy { fault.tensors.contains($0) }
      }
      #expect(others.isEmpty, "\(fault.name), seed \(seed): \(others.map { $0.message })")
    }
  }

  @Test("Documentation/Audit.md lists the faults that are planted")
  func table() throws {
    let page = sourcesFolder.deletingLastPathComponent()
      .appendingPathComponent("Documentation/Audit.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    for fault in AuditFault.all {
      #expect(text.contains("| \(fault.name) | `\(fault.code)` |"), "\(fault.name)")
    }
  }
}
