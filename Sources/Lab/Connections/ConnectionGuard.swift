import FlyingFox
import Foundation
import Synchronization

/// Watches the connections of the server from outside.
///
/// FlyingFox reads the lines of a request without a limit and does not look at a client while it
/// computes. So a thread asks the system every twentieth of a second what each connection has brought:
/// requests that do not become whole within ``Limits`` are refused, and what was asked for by a client
/// that has closed its end is cancelled.
final class ConnectionGuard: Sendable {
  /// What a connection may cost.
  struct Limits: Sendable {
    /// The most bytes of a request's first line and headers.
    ///
    /// What a line costs grows with the square of its length: 64 KiB take the server three seconds of a
    /// processor, these a fifth of one.
    var headerBytes: UInt64 = 16 << 10
    /// Seconds from the first byte of a request to the last of its headers.
    var headerSeconds = 10.0
    /// Seconds for the body.
    var bodySeconds = 120.0
    /// Seconds without a request.
    var idleSeconds = 120.0
    /// The most connections; beyond it those end that have been idle longest.
    var connections = 512
  }

  /// What a connection does.
  private enum Phase { case header, body, work }

  private struct Record {
    var phase = Phase.header
    // What had come in when the last request was done.
    var base: UInt64 = 0
    // When the phase, or within it the first byte, began.
    var since: Double
    var hasBegun = false
    var onEnd: (@Sendable () -> Void)?
    var round: Int
    // The connection is to be closed by this watch.
    var isUnwanted = false
  }

  private let limits: Limits
  private let port: UInt16
  private struct Book {
    var records: [HTTPRequest.Address: Record] = [:]
    // The number of the look that is taken.
    var round = 1
  }
  private let book = Mutex(Book())

  /// Watches the connections to a port; ``start()`` begins.
  init(port: UInt16, limits: Limits = Limits()) {
    self.port = port
    self.limits = limits
  }

  /// Starts the thread, which lives as long as the process.
  func start() {
    let thread = Thread { [self] in
      var last: Int32 = 0
      while true {
        usleep(50_000)
        last = look(last: last)
      }
    }
    thread.start()
  }

  // MARK: What the server says

  /// A request's headers are read; its body follows.
  func requestBegins(_ client: HTTPRequest.Address?) {
    change(client) { ($0.phase, $0.since, $0.onEnd) = (.body, Self.now(), nil) }
  }

  /// A request is whole; `onEnd` is called once if the client goes away before it is done.
  func workBegins(_ client: HTTPRequest.Address?, onEnd: @escaping @Sendable () -> Void) {
    change(client) { ($0.phase, $0.since, $0.onEnd) = (.work, Self.now(), onEnd) }
  }

  /// A request is answered, or its stream has ended.
  func requestEnds(_ client: HTTPRequest.Address?) {
    change(client) { record in
      (record.phase, record.since, record.onEnd) = (.header, Self.now(), nil)
      // The watch sets it to what has come in by then.
      (record.base, record.hasBegun) = (.max, false)
    }
  }

  /// Ends the connection of a client.
  func end(_ client: HTTPRequest.Address?) { change(client) { $0.isUnwanted = true } }

  private func change(_ client: HTTPRequest.Address?, _ change: (inout Record) -> Void) {
    guard let client else { return }
    book.withLock { book in
      change(&book.records[client, default: Record(since: Self.now(), round: book.round)])
    }
  }

  private static func now() -> Double { ProcessInfo.processInfo.systemUptime }

  // MARK: The watch

  private struct Seen {
    let descriptor: Int32
    let client: HTTPRequest.Address
    let isIdle: Bool
    let since: Double
  }

  /// Looks at every connection; gives the highest descriptor that is one.
  private func look(last: Int32) -> Int32 {
    book.withLock { $0.round += 1 }
    var seen: [Seen] = []
    var (descriptor, highest) = (Int32(3), last)
    // The system gives the lowest number that is free, so that few lie beyond the last one seen.
    while descriptor <= highest + 256 {
      if let client = SocketFacts.client(of: descriptor, port: port) {
        highest = max(highest, descriptor)
        seen.append(look(at: descriptor, client))
      }
      descriptor += 1
    }
    if seen.count > limits.connections {
      let idle = seen.filter(\.isIdle).sorted { $0.since < $1.since }
      for place in idle.prefix(seen.count - limits.connections) {
        SocketFacts.end(place.descriptor)
      }
    }
    let gone = book.withLock { book in
      let old = book.records.filter { $0.value.round < book.round - 2 }
      for client in old.keys { book.records[client] = nil }
      return old.values.compactMap(\.onEnd)
    }
    for onEnd in gone { onEnd() }
    return seen.map(\.descriptor).max() ?? 0
  }

  private func look(at descriptor: Int32, _ client: HTTPRequest.Address) -> Seen {
    let received = SocketFacts.received(descriptor)
    // Asked for last: what comes in between counts as unread.
    let unread = SocketFacts.unread(descriptor)
    let now = Self.now()
    var onEnd: (@Sendable () -> Void)?
    var refusal: (status: String, sentence: String)?
    let seen = book.withLock { book in
      var record = book.records[client] ?? Record(since: now, round: book.round)
      record.round = book.round
      switch record.phase {
      case .header:
        refusal = wait(&record, received ?? record.base, unread, now)
      case .body:
        if now - record.since > limits.bodySeconds {
          refusal = ("408 Request Timeout", "body: not whole after \(limits.bodySeconds) s")
        }
      case .work:
        if SocketFacts.hasEnded(descriptor) { (onEnd, record.onEnd) = (record.onEnd, nil) }
      }
      let isIdle = record.phase == .header && !record.hasBegun
      if record.isUnwanted || (isIdle && now - record.since > limits.idleSeconds) {
        SocketFacts.end(descriptor)
      }
      book.records[client] = record
      return Seen(descriptor: descriptor, client: client, isIdle: isIdle, since: record.since)
    }
    if let refusal { SocketFacts.refuse(descriptor, refusal.status, refusal.sentence) }
    onEnd?()
    return seen
  }

  // A request that has begun and is not whole.
  private func wait(
    _ record: inout Record, _ received: UInt64, _ unread: UInt64, _ now: Double
  ) -> (status: String, sentence: String)? {
    // A port that another connection had begins anew.
    if record.base == .max || received < record.base { record.base = received }
    guard received > record.base else { return nil }
    if !record.hasBegun { (record.hasBegun, record.since) = (true, now) }
    // What the server leaves unread is a body, whose headers it is just about to tell of.
    if received - record.base > limits.headerBytes + unread {
      return (
        "431 Request Header Fields Too Large",
        "headers: more than \(limits.headerBytes) bytes, fewer were expected"
      )
    }
    guard now - record.since > limits.headerSeconds else { return nil }
    return ("408 Request Timeout", "headers: not whole after \(limits.headerSeconds) s")
  }
}
