import Foundation

/// What the server answered.
struct LabAnswer {
  let status: Int
  let headers: [String: String]
  let body: Data

  var text: String { String(decoding: body, as: UTF8.self) }
  /// The sentence of a refusal.
  var error: String? { (try? JSONDecoder().decode([String: String].self, from: body))?["error"] }
}

/// A connection to the server as bytes, so that a test can say what no client would.
final class LabSocket: @unchecked Sendable {
  let descriptor: Int32
  private var buffer = Data()

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  init(port: UInt16, timeout: Int = 300) throws {
    descriptor = Self.socket()
    var limit = timeval(tv_sec: timeout, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
    guard Self.withAddress(port, { connect(descriptor, $0, $1) }) == 0 else {
      close(descriptor)
      throw Failure(description: "not connected: \(errno)")
    }
  }

  deinit { close(descriptor) }

  private static func socket() -> Int32 {
    #if os(Linux)
      Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      Foundation.socket(AF_INET, SOCK_STREAM, 0)
    #endif
  }

  private static func withAddress(
    _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  func send(_ text: String) throws { try send(Data(text.utf8)) }

  /// Sends bytes, whole.
  func send(_ data: Data) throws {
    try data.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let part = UnsafeRawBufferPointer(rebasing: rest)
        let count = Foundation.send(descriptor, part.baseAddress, part.count, Int32(MSG_NOSIGNAL))
        guard count > 0 else { throw Failure(description: "not sent: \(errno)") }
        rest = rest.dropFirst(count)
      }
    }
  }

  /// Reads until a text has come; what came up to its end.
  func read(until end: String) throws -> Data {
    let end = Data(end.utf8)
    while true {
      if let found = buffer.range(of: end) {
        defer { buffer = Data(buffer[found.upperBound...]) }
        return Data(buffer[..<found.upperBound])
      }
      try more()
    }
  }

  private func more() throws {
    var bytes = [UInt8](repeating: 0, count: 65536)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    guard count > 0 else {
      throw Failure(description: count == 0 ? "closed" : "not read: \(errno)")
    }
    buffer.append(contentsOf: bytes[..<count])
  }

  /// The next answer, whole.
  func answer() throws -> LabAnswer {
    let head = String(decoding: try read(until: "\r\n\r\n"), as: UTF8.self)
    let lines = head.components(separatedBy: "\r\n")
    var headers: [String: String] = [:]
    for line in lines.dropFirst() where line.contains(": ") {
      let parts = line.components(separatedBy: ": ")
      headers[parts[0].lowercased()] = parts.dropFirst().joined(separator: ": ")
    }
    let count = Int(headers["content-length"] ?? "") ?? 0
    while buffer.count < count { try more() }
    defer { buffer = Data(buffer.dropFirst(count)) }
    return LabAnswer(
      status: Int(lines[0].split(separator: " ").dropFirst().first ?? "") ?? 0, headers: headers,
      body: Data(buffer.prefix(count)))
  }

  /// The next event of a stream: its name and data.
  func event() throws -> (name: String, data: Data) {
    while true {
      let line = String(decoding: try read(until: "\n"), as: UTF8.self)
      guard line.hasPrefix("event: ") else { continue }
      let data = String(decoding: try read(until: "\n"), as: UTF8.self)
      return (
        String(line.dropFirst(7).dropLast()), Data(data.dropFirst(6).dropLast().utf8)
      )
    }
  }
}
