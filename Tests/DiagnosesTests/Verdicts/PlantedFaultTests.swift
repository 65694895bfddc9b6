import Diagnoses
import Networks
import Testing

@Suite("Planted faults")
struct PlantedFaultTests {
  private func findings(_ host: Host, _ fault: Fault) throws -> [Finding] {
    let network = try host.network()
    return Judge.findings(
      try Evidence(measuring: network, draws: 1) {
        do {
          try fault.plant(in: $0, of: network, at: host.place)
        } catch {
          Issue.record(error)
        }
      })
  }

  // What decides; faults that a normalization or a sum covers up are healthy, with a note.
  private func verdict(_ host: Host, _ fault: Fault) -> Verdict {
    switch (fault, host) {
    case (.notANumber, _): .nonfinite
    case (_, .transformer): .healthy
    case (.zero, _): .dead
    case (.negativeBiases, .bounded): .saturated
    case (.negativeBiases, _): .dead
    case (.constant, .perceptron): .collapsed
    default: .healthy
    }
  }

  @Test("a fault in one layer has the verdict it deserves, and its layer is named")
  func named() throws {
    for host in Host.allCases {
      for fault in Fault.allCases {
        let findings = try findings(host, fault)
        #expect(Judge.verdict(of: findings) == verdict(host, fault), "\(host) \(fault)")
        let isTold =
          switch (fault, host) {
          case (.none, _): false
          // Half the variance before an activation without a gain is within what is usual.
          case (.noGain, .bounded), (.noGain, .transformer): false
          default: true
          }
        let bias = host.place.replacing(".weight", with: ".bias")
        let isNamed = findings.contains { $0.layer == host.place || $0.layer == bias }
        #expect(isNamed == isTold, "\(host) \(fault)")
        #expect(findings.allSatisfy { !$0.cause.isEmpty && !$0.remedy.isEmpty })
      }
    }
  }

  @Test("what is said of swapped fans and of a missing gain")
  func words() throws {
    let swapped = try findings(.transformer, .swappedFans)
    #expect(swapped.count == 1)
    #expect(swapped[0].cause.hasSuffix("as if its fan in of 48 were its fan out of 192"))
    let gain = try findings(.perceptron, .noGain)
    #expect(
      gain.map { $0.cause } == [
        "the variance of dense6.weight is 1 / fan in, without the gain for relu that the other layers "
          + "have"
      ])
  }
}
