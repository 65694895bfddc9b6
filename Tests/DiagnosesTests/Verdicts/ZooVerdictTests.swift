import Diagnoses
import NetworkZoo
import Networks
import Testing

@Suite("Verdicts on the zoo")
struct ZooVerdictTests {
  @Test("networks that train are healthy by theory, those with a flaw are not", arguments: Zoo.all)
  func theory(_ zoo: ZooNetwork) throws {
    let findings = Judge.findings(try Evidence(theoryOf: zoo.network, input: zoo.input))
    let verdict = Judge.verdict(of: findings)
    #expect((verdict == .healthy) == (zoo.flaw == nil), "\(verdict) \(findings.map { $0.message })")
  }

  @Test("networks that train are healthy when run, those with a flaw are not", arguments: Zoo.all)
  func measured(_ zoo: ZooNetwork) throws {
    let evidence = try Evidence(measuring: zoo.network, input: zoo.input, draws: 1)
    let findings = Judge.findings(evidence)
    let verdict = Judge.verdict(of: findings)
    #expect((verdict == .healthy) == (zoo.flaw == nil), "\(verdict) \(findings.map { $0.message })")
  }
}
