import Foundation
import Synchronization
import TestSupport

/// The real tool with its page's server, on a port of its own, ended with the test.
final class LabProcess: Sendable {
  let port: UInt16
  let scratch: Scratch
  private let process: Running

  // A child is started and ended by one thread at a time.
  private final class Running: @unchecked Sendable {
    let child: ChildProcess
    init(_ child: ChildProcess) { self.child = child }
  }

  struct NotStarted: Error {}

  init() throws {
    scratch = try Scratch()
    process = Running(
      try ChildProcess(
        toolPath, ["lab", "--port", "0"], in: scratch.folder,
        environment: ["NO_COLOR": "", "XAVIER_D3": ""]))
    Self.endWithTests(process.child.number)
    port = try Self.port(of: process.child)
  }

  // The one that it says it listens on.
  private static func port(of child: ChildProcess) throws -> UInt16 {
    let end = Date(timeIntervalSinceNow: 120)
    while Date() < end {
      if let said = child.outputSoFar.firstMatch(of: /http:\/\/127\.0\.0\.1:([0-9]+)\//),
        let port = UInt16(said.1)
      {
        return port
      }
      usleep(20_000)
    }
    throw NotStarted()
  }

  // Those that a suite shares live until the tests end.
  private static let running = Mutex<Set<pid_t>>([])
  private static let atEnd: Void = {
    atexit { LabProcess.running.withLock { for number in $0 { kill(number, SIGKILL) } } }
  }()

  private static func endWithTests(_ number: pid_t) {
    atEnd
    _ = running.withLock { $0.insert(number) }
  }

  deinit {
    _ = Self.running.withLock { [number = process.child.number] in $0.remove(number) }
    process.child.send(SIGKILL)
    _ = process.child.finish(within: 5)
  }

  var child: ChildProcess { process.child }

  /// A connection.
  func connect() throws -> LabSocket { try LabSocket(port: port) }

  /// A request and its answer on a connection of its own.
  func ask(
    _ method: String, _ path: String, _ body: String = "", host: String? = nil,
    headers: [String] = []
  ) throws -> LabAnswer {
    let socket = try connect()
    try socket.send(
      text(method, path, bodyCount: body.utf8.count, host: host, headers: headers) + body)
    return try socket.answer()
  }

  /// The first line and the headers of a request; what is posted says that it is JSON, a model says nothing.
  func text(
    _ method: String, _ path: String, bodyCount: Int, host: String? = nil, headers: [String] = []
  ) -> String {
    let isJSON =
      method == "POST" && !path.hasPrefix("/api/model")
      && !headers.contains { $0.lowercased().hasPrefix("content-type") }
    let lines =
      ["\(method) \(path) HTTP/1.1", "Host: \(host ?? "127.0.0.1:\(port)")"] + headers
      + (isJSON ? ["Content-Type: application/json"] : [])
    return (lines + ["Content-Length: \(bodyCount)", "", ""]).joined(separator: "\r\n")
  }

  /// A number of `/proc/PID/status` in kilobytes, such as VmRSS.
  func kilobytes(_ key: String) -> Int {
    let status =
      (try? String(contentsOfFile: "/proc/\(child.number)/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix(key + ":") }
    return line?.split(whereSeparator: { " \t".contains($0) }).dropFirst().first
      .flatMap { Int($0) } ?? 0
  }

  /// The processor time that the server has taken, in seconds.
  var processorSeconds: Double {
    let stat = (try? String(contentsOfFile: "/proc/\(child.number)/stat", encoding: .utf8)) ?? ""
    let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
    guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
      return 0
    }
    return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }
}
