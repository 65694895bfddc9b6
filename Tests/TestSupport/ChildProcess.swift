import Foundation

/// A program that runs beside the test, with what it writes collected.
public final class ChildProcess {
  /// What a program left when it ended.
  public struct Result: Sendable {
    /// The exit code; the negative number of the signal that ended it, where one did.
    public let status: Int32
    /// What it wrote to standard output.
    public let output: String
    /// What it wrote to standard error.
    public let errors: String
  }

  private let process = Process()
  private let streams: Scratch

  /// Starts a program.
  ///
  /// - Parameter environment: what differs from the test's own; an empty text leaves a name out.
  public init(
    _ program: String, _ arguments: [String], in folder: URL, environment: [String: String] = [:]
  ) throws {
    streams = try Scratch()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment
      .merging(environment) { $1 }.filter { !$1.isEmpty }
    // Files instead of pipes: nobody has to empty them while the program runs.
    try streams.write("", to: "output")
    try streams.write("", to: "errors")
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: streams.path("output"))
    process.standardError = FileHandle(forWritingAtPath: streams.path("errors"))
    try process.run()
  }

  /// What it has written to standard output so far.
  public var outputSoFar: String { streams.text("output") ?? "" }

  /// The number by which the system knows it.
  public var number: Int32 { process.processIdentifier }

  /// Sends a signal.
  public func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits for the end; a program that takes longer than `limit` seconds is killed, which its
  /// status tells.
  public func finish(within limit: Double) -> Result {
    let end = Date(timeIntervalSinceNow: limit)
    while process.isRunning, Date() < end { usleep(2000) }
    if process.isRunning { send(SIGKILL) }
    process.waitUntilExit()
    let isSignal = process.terminationReason == .uncaughtSignal
    return Result(
      status: isSignal ? -process.terminationStatus : process.terminationStatus,
      output: streams.text("output") ?? "", errors: streams.text("errors") ?? "")
  }
}
