import Diagnoses
import NetworkZoo
import Networks
import Testing

@Suite("Zoo dump")
struct ZooDump {
  @Test("dump")
  func dump() throws {
    for z in Zoo.all {
      func line(_ what: String, _ e: Evidence) {
        let f = Judge.findings(e)
        print(
          "\(z.flaw == nil ? "ok  " : "FLAW") \(what) \(Judge.verdict(of: f).rawValue) | \(z.name) | \(z.flaw ?? "")"
        )
        for x in f where x.weight == .verdict {
          print(
            "      \(x.weight.rawValue) \(x.code.rawValue) [\(x.layer ?? "-")] \(x.message) | \(x.cause) | \(x.remedy)"
          )
        }
      }
      line("theo", try Evidence(theoryOf: z.network, input: z.input))
      do { line("meas", try Evidence(measuring: z.network, input: z.input)) } catch { print(error) }
    }
  }
}
