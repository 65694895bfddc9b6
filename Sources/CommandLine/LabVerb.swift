import ArgumentParser
import Foundation
import Lab
import Xavier

struct LabVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lab",
    abstract: "Opens a page on which initialization is seen while sliders move.",
    discussion: """
      The page builds a network or takes an .onnx file, shows signal and gradient by layer under up to \
      four recipes side by side, and trains them. Its numbers are those of 'xavier check' and \
      'xavier train'; it gives the command line for what it shows.

      The server listens on 127.0.0.1 alone, needs no network and answers no page but its own. \
      Ctrl-C ends it.

        xavier lab --open
        xavier lab --port 0

      Exit codes: 64 for a wrong command line, 66 where the chart library is not installed, 74 for a \
      port that another program has.
      """)

  @Option(
    parsing: .unconditional, help: "Where the server listens; 0 for any port that is free.")
  var port = 8642

  @Flag(help: "Open the page in the browser.")
  var open = false

  @Flag(help: "No text.")
  var quiet = false

  func run() throws {
    guard let number = UInt16(exactly: port) else {
      throw Usage("--port: \(port), a number from 0 to 65535")
    }
    let server = try LabServer(port: number, tool: Self.tool)
    let interrupts = [SIGINT, SIGTERM].map(Self.ends)
    defer { for interrupt in interrupts { interrupt.cancel() } }
    let failure = Failing()
    let ended = DispatchSemaphore(value: 0)
    let (quiet, open) = (quiet, open)
    Task.detached {
      do {
        try await server.run { address in
          if !quiet { Terminal.print("Xavier lab: \(address)\nCtrl-C ends it.") }
          if open { Self.show(address) }
        }
      } catch {
        failure.error = error
      }
      ended.signal()
    }
    ended.wait()
    if let error = failure.error { throw error }
  }

  /// What the task leaves for the thread that waits for it.
  private final class Failing: @unchecked Sendable {
    var error: (any Error)?
  }

  // The server keeps nothing, so that it may end at once.
  private static func ends(_ number: Int32) -> any DispatchSourceSignal {
    signal(number, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
    source.setEventHandler {
      // The terminal has written ^C.
      if number == SIGINT, isatty(STDOUT_FILENO) == 1 { Terminal.print("") }
      _exit(0)
    }
    source.resume()
    return source
  }

  private static func show(_ address: String) {
    #if os(macOS)
      let name = "open"
    #else
      let name = "xdg-open"
    #endif
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [name, address]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    process.terminationHandler = { ended in
      if ended.terminationStatus != 0 {
        Terminal.complain("\(name): no browser was opened; the page is at \(address)")
      }
    }
    do { try process.run() } catch {
      Terminal.complain("\(name): not found; the page is at \(address)")
    }
  }

  private static let tool = LabTool(
    explain: { arguments, columns in
      try ExplainVerb.parse(arguments).labExplanation(columns: columns)
    },
    isRefusal: { Failure($0, verb: "explain").exitCode == EX_USAGE })
}
