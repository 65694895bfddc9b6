import Foundation
import TestSupport
import Testing

@Suite("The lab under bad clients", .serialized)
struct LabRobustnessTests {
  private let lab: LabProcess

  // A server of its own for each: what one leaves behind would be another's.
  init() throws { lab = try LabProcess() }

  // About 16 seconds of a processor.
  private static let heavy =
    #"{"state": {"depth": 66, "width": 1000, "draws": 5, "recipes": ["orthogonal"]}, "#
    + #""parts": ["check", "jacobian"], "client": "heavy"}"#

  private func answersStill() throws {
    let answer = try lab.ask("POST", "/api/check", #"{"state": {"depth": 3, "width": 20}}"#)
    #expect(answer.status == 200)
  }

  // The processor time that the server takes until it rests; infinite where it does not for two minutes.
  private func restsAfter() -> Double {
    let start = lab.processorSeconds
    var (last, calm) = (start, 0)
    for _ in 0..<400 {
      usleep(300_000)
      let now = lab.processorSeconds
      calm = now - last < 0.05 ? calm + 1 : 0
      if calm == 3 { return now - start }
      last = now
    }
    return .infinity
  }

  // Waits until the server computes.
  private func waitForWork(_ seconds: Double) throws {
    for _ in 0..<1200 where lab.processorSeconds < seconds { usleep(50_000) }
    try #require(lab.processorSeconds >= seconds)
  }

  @Test("a header of a gigabyte ends its connection and takes no memory")
  func endlessHeader() throws {
    let before = lab.kilobytes("VmRSS")
    let socket = try lab.connect()
    var sent = 0
    do {
      try socket.send("GET / HTTP/1.1\r\nX: ")
      let part = Data(repeating: UInt8(ascii: "a"), count: 1 << 20)
      while sent < 1 << 30 {
        try socket.send(part)
        sent += part.count
      }
    } catch {}
    #expect(sent < 200 << 20, "\(sent) bytes were taken")
    // Reading all that has come in by then would take twenty.
    #expect(restsAfter() < 5 && lab.processorSeconds < 5)
    #expect(lab.kilobytes("VmHWM") - before < 300_000)
    try answersStill()
  }

  @Test("headers of more than 16 KiB are refused with their limit")
  func longHeader() throws {
    let socket = try lab.connect()
    try socket.send("GET / HTTP/1.1\r\nX: " + String(repeating: "a", count: 20_000))
    let answer = try socket.answer()
    #expect(answer.status == 431)
    #expect(answer.error == "headers: more than 16384 bytes, fewer were expected")
  }

  @Test("a body that has come before its headers are read is not taken for headers")
  func earlyBody() throws {
    let body = String(repeating: "x", count: 100_000)
    let socket = try lab.connect()
    defer { lab.child.send(SIGCONT) }
    for _ in 0..<80 {
      // When the server goes on, the watch over headers and the reader of them do so at once.
      lab.child.send(SIGSTOP)
      try socket.send(lab.text("POST", "/api/nothing", bodyCount: body.utf8.count) + body)
      usleep(60_000)
      lab.child.send(SIGCONT)
      let answer = try socket.answer()
      try #require(answer.status == 404, "\(answer.text)")
    }
  }

  @Test("a body of a gigabyte is refused and takes no memory")
  func endlessBody() throws {
    let before = lab.kilobytes("VmRSS")
    for (path, limit) in [("/api/check", 1 << 20), ("/api/model?name=a.onnx", 256 << 20)] {
      let socket = try lab.connect()
      try socket.send(lab.text("POST", path, bodyCount: 1 << 30))
      let part = Data(count: 1 << 20)
      for _ in 0..<1024 { try socket.send(part) }
      let answer = try socket.answer()
      #expect(answer.status == 413)
      #expect(answer.error == "body: 1073741824 bytes, at most \(limit) were expected")
    }
    #expect(lab.kilobytes("VmHWM") - before < 300_000)
    try answersStill()
  }

  @Test("a request that does not become whole is told so after ten seconds")
  func slowHeader() throws {
    let socket = try lab.connect()
    try socket.send("GET / HTTP/1.1\r\nHost: ")
    let start = Date()
    let answer = try socket.answer()
    #expect(answer.status == 408)
    #expect(answer.error == "headers: not whole after 10.0 s")
    #expect(Date().timeIntervalSince(start) > 9)
    try answersStill()
  }

  @Test("answers on an open connection go out at once")
  func atOnce() throws {
    let socket = try lab.connect()
    let body = #"{"kind": "dense", "in": 3, "out": 2}"#
    let request = lab.text("POST", "/api/fans", bodyCount: body.utf8.count) + body
    var times: [Double] = []
    for _ in 0..<40 {
      let start = ProcessInfo.processInfo.systemUptime
      try socket.send(request)
      #expect(try socket.answer().status == 200)
      times.append(ProcessInfo.processInfo.systemUptime - start)
    }
    // A body that waits for the client to acknowledge the headers takes 40 ms, each time but the first few.
    #expect((times.suffix(20).min() ?? 1) < 0.03)
  }

  @Test("a newer question of a client ends the older one")
  func newer() throws {
    let older = try lab.connect()
    try older.send(lab.text("POST", "/api/check", bodyCount: Self.heavy.utf8.count) + Self.heavy)
    try waitForWork(0.2)
    let newer = try lab.ask(
      "POST", "/api/check", #"{"state": {"depth": 3, "width": 20}, "client": "heavy"}"#)
    #expect(newer.status == 200)
    let answer = try older.answer()
    #expect(answer.status == 409)
    #expect(answer.error == "a newer request came")
    #expect(lab.processorSeconds < 8)
  }

  @Test("what was asked for by a client that has gone is not computed")
  func gone() throws {
    var socket: LabSocket? = try lab.connect()
    try socket?.send(lab.text("POST", "/api/check", bodyCount: Self.heavy.utf8.count) + Self.heavy)
    try waitForWork(0.2)
    socket = nil
    #expect(restsAfter() < 6)
    try answersStill()
  }

  @Test("figures of clients that have gone are not drawn")
  func figuresGone() throws {
    let path = "/api/explain?name=too-deep-for-width"
    let start = lab.processorSeconds
    for _ in 0..<5 { #expect(try lab.ask("GET", path).status == 200) }
    let one = (lab.processorSeconds - start) / 5
    var sockets = try (0..<100).map { _ in
      let socket = try lab.connect()
      try socket.send(lab.text("GET", path, bodyCount: 0))
      return socket
    }
    try waitForWork(lab.processorSeconds + one)
    sockets = []
    let rest = restsAfter()
    #expect(sockets.isEmpty && rest < 50 * one, "\(rest) s after, \(one) s for a figure")
    try answersStill()
  }

  private func train(_ client: String) throws -> LabSocket {
    let socket = try lab.connect()
    try socket.send(lab.text("GET", "/api/events?client=\(client)", bodyCount: 0))
    _ = try socket.read(until: "\r\n\r\n")
    let answer = try lab.ask(
      "POST", "/api/train",
      #"{"client": "\#(client)", "action": "start", "state": {"data": "optdigits", "epochs": 10000}}"#
    )
    #expect(answer.status == 200, "\(answer.text)")
    return socket
  }

  @Test("a training ends when nobody reads its events any more")
  func trainingGone() throws {
    var socket: LabSocket? = try train("trains")
    try waitForWork(0.3)
    socket = nil
    #expect(restsAfter() < 10)
    _ = socket
    try answersStill()
  }

  @Test("a client that stops reading takes no memory")
  func stuck() throws {
    let socket = try train("stuck")
    usleep(2_000_000)
    let before = lab.kilobytes("VmRSS")
    usleep(6_000_000)
    #expect(lab.kilobytes("VmRSS") - before < 20_000)
    try answersStill()
    _ = socket
  }

  @Test("fifty clients that connect, move sliders and leave")
  func fifty() throws {
    try answersStill()
    let before = lab.kilobytes("VmRSS")
    for round in 0..<2 {
      let sockets = try (0..<50).map { client in
        let events = try lab.connect()
        try events.send(lab.text("GET", "/api/events?client=c\(client)", bodyCount: 0))
        let asks = try lab.connect()
        for depth in [10, 20 + client, 60] {
          let body =
            #"{"state": {"depth": \#(depth), "width": 100}, "client": "c\#(client)", "recipe": \#(round)}"#
          try asks.send(lab.text("POST", "/api/check", bodyCount: body.utf8.count) + body)
        }
        return (events, asks)
      }
      usleep(300_000)
      _ = sockets.count
    }
    #expect(restsAfter() < 60)
    try answersStill()
    #expect(lab.kilobytes("VmRSS") - before < 150_000)
  }

  @Test("more than 64 streams are refused")
  func streams() throws {
    var open: [LabSocket] = []
    for client in 0..<64 {
      let socket = try lab.connect()
      try socket.send(lab.text("GET", "/api/events?client=s\(client)", bodyCount: 0))
      #expect(String(decoding: try socket.read(until: "\r\n"), as: UTF8.self).contains("200"))
      open.append(socket)
    }
    let answer = try lab.ask("GET", "/api/events?client=more")
    #expect(answer.status == 503)
    #expect(answer.error == "events: 64 streams are open, fewer were expected")
    open = []
    var status = ""
    for _ in 0..<300 where !status.contains("200") {
      usleep(200_000)
      let socket = try lab.connect()
      try socket.send(lab.text("GET", "/api/events?client=again", bodyCount: 0))
      status = String(decoding: try socket.read(until: "\r\n"), as: UTF8.self)
    }
    #expect(status.contains("200"))
  }
}
