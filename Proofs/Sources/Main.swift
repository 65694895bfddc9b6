import Foundation

// The proofs that take longer than a test may, one a subcommand; `make prove` runs them.

@main
enum Main {
  static let usage = """
    usage: Proofs words parameter|paths SEED   random words without end on standard output
           Proofs laws SEED                    2^30 draws of a law, held to it
    """

  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch (arguments.first, arguments.count) {
    case ("words", 3):
      guard let source = WordSource(rawValue: arguments[1]), let seed = UInt64(arguments[2])
      else { fail(usage) }
      source.write(seed: seed)
    case ("laws", 2):
      guard let seed = UInt64(arguments[1]) else { fail(usage) }
      reportLaws(seed: seed)
    default: fail(usage)
    }
  }

  /// Prints a table of each law, and fails when chance does not explain a row.
  private static func reportLaws(seed: UInt64) {
    var all = [Finding]()
    for proof in LawProof.all {
      print("| \(proof.law.name), 2^30 draws | found | expected | p |\n|---|---|---|---|")
      let findings = proof.findings(seed: seed)
      for finding in findings { print(finding.line) }
      print("")
      all += findings
    }
    let smallest = all.map(\.probability).min()!
    print(
      String(
        format: "smallest p of %d: %.2g; at least %.2g was expected", all.count, smallest,
        Finding.least))
    if smallest < Finding.least { exit(1) }
  }

  static func fail(_ message: String) -> Never {
    FileHandle.standardError.write(Data((message + "\n").utf8))
    exit(1)
  }
}
