import ArgumentParser
import Xavier

/// The tool: its verbs, one file each.
public struct XavierCommand: ParsableCommand {
  /// The tool's name, its verbs and its help.
  public static let configuration = CommandConfiguration(
    commandName: "xavier",
    abstract: "Starts neural networks well, and shows the difference.",
    discussion: """
      Without arguments, 'xavier train' trains one deep network on handwritten digits from several \
      weight initializations and writes a report that shows what each of them does.
      """,
    version: Version.current,
    subcommands: [
      TrainVerb.self, InitVerb.self, CheckVerb.self, AuditVerb.self, RunVerb.self, ExplainVerb.self,
      LabVerb.self,
    ])

  /// The tool before its command line is read.
  public init() {}
}

extension XavierCommand {
  /// Runs the tool and returns its exit code; errors go to standard error, one line each.
  public static func run(arguments: [String]) -> Int32 {
    do {
      try checkVerb(arguments.first)
      var command = try parseAsRoot(arguments)
      try command.run()
      return 0
    } catch let code as ExitCode {
      return code.rawValue
    } catch {
      let verb = arguments.first.flatMap { verbs.contains($0) ? $0 : nil }
      let failure = Failure(error, verb: verb)
      guard failure.exitCode != 0 else {
        // Help and version arrive as errors.
        Terminal.print(failure.message)
        return 0
      }
      Terminal.complain("error: \(failure.message)")
      return failure.exitCode
    }
  }

  // The parser would take a mistyped verb for a surplus argument.
  private static func checkVerb(_ word: String?) throws {
    guard let word, !word.hasPrefix("-"), !(verbs + ["help"]).contains(word) else { return }
    throw Usage(unknown: "verb", word, among: verbs + ["help"])
  }

  private static var verbs: [String] {
    configuration.subcommands.compactMap { $0.configuration.commandName }
  }
}
