import FlyingFox
import FlyingSocks
import Foundation
import Synchronization

/// Server-Sent Events for one client: a queue that is bounded, and a comment where nothing happens.
///
/// - Source: WHATWG HTML, section 9.2, <https://html.spec.whatwg.org/multipage/server-sent-events.html>.
package final class EventStream: AsyncBufferedSequence, Sendable {
  package typealias Element = UInt8

  /// The most events that wait; the oldest go, of those that do not last.
  package static let mostWaiting = 64
  /// Seconds between comments while nothing happens: two must fail before a client counts as gone.
  static let quiet = 0.5
  /// Seconds for which a client may leave waiting events unread.
  static let patience = 30.0

  private struct State {
    var waiting: [(text: Data, isLasting: Bool)] = []
    var isClosed = false
    var lastTaken = ProcessInfo.processInfo.systemUptime
  }

  private let state = Mutex(State())
  private let wake: AsyncStream<Void>
  private let wakeUp: AsyncStream<Void>.Continuation
  private let onEnd: @Sendable () -> Void

  /// A stream; `onEnd` is called once when nobody reads it any more.
  package init(onEnd: @escaping @Sendable () -> Void) {
    self.onEnd = onEnd
    (wake, wakeUp) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Sends an event, JSON in one line; one that lasts stays where others go because too many wait.
  package func send(_ name: String, _ json: Data, isLasting: Bool = false) {
    let text = Data("event: \(name)\ndata: ".utf8) + json + Data("\n\n".utf8)
    let isStuck = state.withLock { state in
      guard !state.isClosed else { return false }
      if state.waiting.count >= Self.mostWaiting {
        state.waiting.remove(at: state.waiting.firstIndex { !$0.isLasting } ?? 0)
      }
      state.waiting.append((text, isLasting))
      return ProcessInfo.processInfo.systemUptime - state.lastTaken > Self.patience
    }
    if isStuck { close() } else { wakeUp.yield() }
  }

  /// Ends the stream.
  package func close() {
    let wasOpen = state.withLock { state in
      defer { (state.isClosed, state.waiting) = (true, []) }
      return !state.isClosed
    }
    guard wasOpen else { return }
    wakeUp.yield()
    onEnd()
  }

  // MARK: Reading

  package func makeAsyncIterator() -> Iterator {
    Iterator(stream: self, wake: wake.makeAsyncIterator())
  }

  /// Gives what waits, or a comment after a while; `nil` once the stream is closed.
  package struct Iterator: AsyncBufferedIteratorProtocol {
    fileprivate let stream: EventStream
    fileprivate var wake: AsyncStream<Void>.Iterator

    /// The next byte; nobody asks for single ones.
    package mutating func next() async throws -> UInt8? {
      try await nextBuffer(suggested: 1)?.first
    }

    package mutating func nextBuffer(suggested count: Int) async throws -> Data? {
      while true {
        switch stream.take() {
        case .closed: return nil
        case .text(let text): return text
        case .nothing: break
        }
        let ticker = Task { [wakeUp = stream.wakeUp] in
          try await Task.sleep(for: .seconds(EventStream.quiet))
          wakeUp.yield()
        }
        let before = ProcessInfo.processInfo.systemUptime
        await wake.next()
        ticker.cancel()
        let isQuiet = ProcessInfo.processInfo.systemUptime - before >= EventStream.quiet * 0.9
        if case .nothing = stream.peek(), isQuiet { return Data(":\n\n".utf8) }
      }
    }
  }

  private enum Taken {
    case closed, nothing
    case text(Data)
  }

  private func peek() -> Taken {
    state.withLock { $0.isClosed ? .closed : $0.waiting.isEmpty ? .nothing : .text(Data()) }
  }

  private func take() -> Taken {
    state.withLock { state in
      state.lastTaken = ProcessInfo.processInfo.systemUptime
      if state.isClosed { return .closed }
      guard !state.waiting.isEmpty else { return .nothing }
      defer { state.waiting = [] }
      return .text(state.waiting.reduce(into: Data()) { $0 += $1.text })
    }
  }
}
