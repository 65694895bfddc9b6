import Foundation
import Testing
import TestSupport

/// The real tool, run as users run it.
enum Tool {
  /// Neither the user's choice of colours nor of a chart library is to change a test.
  static let environment = ["NO_COLOR": "", "XAVIER_D3": "", "TERM": "xterm"]

  static func start(
    _ arguments: [String], in scratch: Scratch, environment: [String: String] = [:]
  ) throws -> ChildProcess {
    try ChildProcess(
      toolPath, arguments, in: scratch.folder,
      environment: Self.environment.merging(environment) { $1 })
  }

  static func run(
    _ arguments: [String], in scratch: Scratch, environment: [String: String] = [:],
    within limit: Double = 120
  ) throws -> ChildProcess.Result {
    try start(arguments, in: scratch, environment: environment).finish(within: limit)
  }

  /// Runs the tool with a pseudo-terminal of 100 columns as its input, output and errors.
  static func runInTerminal(
    _ arguments: [String], in scratch: Scratch, environment: [String: String] = [:]
  ) throws -> ChildProcess.Result {
    let command = ([toolPath] + arguments).map { "'\($0)'" }.joined(separator: " ")
    return try ChildProcess(
      "/usr/bin/script", ["-qec", "stty cols 100; \(command)", "/dev/null"], in: scratch.folder,
      environment: Self.environment.merging(environment) { $1 }
    ).finish(within: 120)
  }

  /// A comparison that takes well under a second.
  static let small = [
    "train", "64-16-10", "--epochs", "1", "--seeds", "2", "--recipe", "zeros",
    "--recipe", "glorotUniform",
  ]

  /// A job that takes days.
  static let huge = ["--epochs", "1000000"]
}

/// A wrong command line or file: what the tool says of it, and with what exit code.
struct Refusal: Sendable, CustomTestStringConvertible {
  let arguments: [String]
  let sentence: String
  var status: Int32 = 64

  init(_ arguments: String..., says sentence: String, status: Int32 = 64) {
    self.arguments = arguments
    self.sentence = sentence
    self.status = status
  }

  var testDescription: String { arguments.joined(separator: " ") }

  /// Runs `train` with these arguments and a job of days, which must be refused before it starts.
  func check(
    in scratch: Scratch, environment: [String: String] = [:],
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    let arguments = ["train"] + arguments + (arguments.contains("--epochs") ? [] : Tool.huge)
    let result = try Tool.run(arguments, in: scratch, environment: environment, within: 120)
    #expect(result.errors == "error: \(sentence)\n", sourceLocation: location)
    #expect(result.status == status, sourceLocation: location)
    #expect(result.output == "", sourceLocation: location)
  }
}
