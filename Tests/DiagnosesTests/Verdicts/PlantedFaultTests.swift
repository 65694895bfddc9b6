import Diagnoses
import Networks
import Testing

@Suite("Planted faults")
struct PlantedFaultTests {
  @Test("dump")
  func dump() throws {
    for host in Host.allCases {
      let network = try host.network()
      for fault in Fault.allCases {
        let evidence = try Evidence(measuring: network, draws: 1) {
          try! fault.plant(in: $0, of: network, at: host.place)
        }
        let findings = Judge.findings(evidence)
        print("## \(host) \(fault): \(Judge.verdict(of: findings).rawValue)")
        for f in findings {
          print("   \(f.weight.rawValue) \(f.code.rawValue) [\(f.layer ?? "-")] \(f.message) | \(f.cause) | \(f.remedy)")
        }
      }
    }
  }
}
