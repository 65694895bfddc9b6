import Synchronization

/// The streams and trainings of pages.
final class LabSessions: Sendable {
  private struct Entry {
    var stream: EventStream
    var session: LabSession?
  }

  private let entries = Mutex<[String: Entry]>([:])
  private let workers: Workers

  /// The most streams.
  static let most = 64

  init(_ workers: Workers) { self.workers = workers }

  /// Gives a client a stream; one that it had ends, its training goes on with the page's next wish.
  ///
  /// - Throws: ``LabError`` with code `.tooMany`.
  func open(_ client: String, _ stream: EventStream) throws(LabError) {
    let (isFull, old) = entries.withLock { entries in
      let old = entries[client]
      guard old != nil || entries.count < Self.most else { return (true, Entry?.none) }
      entries[client] = Entry(stream: stream, session: nil)
      return (false, old)
    }
    if isFull {
      throw LabError(.tooMany, "events: \(Self.most) streams are open, fewer were expected")
    }
    old?.session?.end()
    old?.stream.close()
  }

  /// Ends all of a client whose stream has ended; whether it was the client's own.
  func close(_ client: String, _ stream: EventStream) -> Bool {
    let gone = entries.withLock { entries -> Entry? in
      guard let entry = entries[client], entry.stream === stream else { return nil }
      entries[client] = nil
      return entry
    }
    gone?.session?.end()
    return gone != nil
  }

  /// The training of a client.
  func session(of client: String) -> LabSession? { entries.withLock { $0[client]?.session } }

  /// Begins a training in place of the client's older one.
  ///
  /// - Throws: ``LabError`` where the client has no stream.
  func begin(_ client: String, _ plan: TrainingPlan) throws(LabError) -> LabSession {
    let found = entries.withLock { entries -> (new: LabSession, old: LabSession?)? in
      guard let entry = entries[client] else { return nil }
      let session = LabSession(plan, entry.stream, workers)
      entries[client]?.session = session
      return (session, entry.session)
    }
    guard let found else {
      throw .value(
        "client", String(client.prefix(60)), expected: "one that reads /api/events")
    }
    found.old?.end()
    return found.new
  }
}
