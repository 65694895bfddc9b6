import FlyingFox
import FlyingSocks
import Foundation
import Reports
import Xavier

/// The page of the engine, served to this machine alone.
///
/// It listens on 127.0.0.1 and answers nobody who was sent by another site. `Documentation/Lab.md` lists
/// its routes.
public struct LabServer: Sendable {
  private let port: UInt16
  private let page: Data
  private let tool: LabTool

  /// A server, not yet listening.
  ///
  /// - Parameter port: where it listens; 0 for any that is free.
  /// - Throws: `ReportError` where the chart library is not there.
  public init(port: UInt16, tool: LabTool) throws {
    self.port = port
    self.tool = tool
    page = try ReportPage().labPage()
  }

  /// Listens and answers until the process ends.
  ///
  /// - Parameter onListening: called once with the page's address.
  /// - Throws: ``LabServerError`` where the port cannot be had.
  public func run(onListening: @escaping @Sendable (String) -> Void) async throws {
    // A client that goes away is no reason to end.
    signal(SIGPIPE, SIG_IGN)
    OpenFiles.raiseLimit()
    let own = try freePort()
    let connections = ConnectionGuard(port: own)
    let lab = LabContext(page: page, tool: tool, connections: connections)
    let handler = LabRouter(lab, port: own)
    connections.start()
    var announce: (@Sendable (String) -> Void)? = onListening
    while true {
      let server = HTTPServer(
        config: .init(
          address: try sockaddr_in.inet(ip4: "127.0.0.1", port: own), timeout: 86_400,
          sharedRequestReplaySize: 0, logger: .disabled), handler: handler)
      let running = Task { try await server.run() }
      let listening = Task { try await server.waitUntilListening(timeout: 60) }
      // One that cannot listen has ended, which nobody else tells those who wait.
      Task {
        _ = await running.result
        listening.cancel()
      }
      do {
        try await listening.value
        SocketFacts.sendAtOnce(listeningOn: own)
        announce?("http://127.0.0.1:\(own)/")
        announce = nil
      } catch {
        running.cancel()
        if announce != nil { throw LabServerError.port(port) }
      }
      // Only what the system refuses ends it, such as more open files: the next one may be allowed.
      _ = await running.result
      try await Task.sleep(for: .milliseconds(100))
    }
  }

  // A number that is free, where none was asked for; else the one asked for, found free.
  private func freePort() throws(LabServerError) -> UInt16 {
    guard let found = FreePort.on127(port) else { throw .port(port) }
    return found
  }
}

/// Why the server cannot listen.
public struct LabServerError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is, and what was expected.
  public let description: String

  static func port(_ port: UInt16) -> LabServerError {
    LabServerError(
      description: "port \(port): another program has it, a free one was expected; "
        + "--port 0 finds one")
  }
}
