import Dispatch
import Foundation
import Synchronization
import Xavier

/// The threads that compute, so that those that speak with clients never do.
///
/// Answers come first, in the order in which they were asked for; turns of training fill the rest.
final class Workers: Sendable {
  private struct Waiting {
    var answers: [@Sendable () -> Void] = []
    var turns: [@Sendable () -> Void] = []
  }

  private let waiting = Mutex(Waiting())
  private let count = DispatchSemaphore(value: 0)

  /// The most answers that may wait.
  static let mostWaiting = 256
  // Passes over graphs of many layers nest; the system's threads are too small for some of them.
  private static let stackSize = 16 << 20

  /// Starts threads, which live as long as the process.
  init(threads: Int) {
    for _ in 0..<threads {
      let thread = Thread { [self] in while true { runNext() } }
      thread.stackSize = Self.stackSize
      thread.start()
    }
  }

  private func runNext() {
    count.wait()
    let job = waiting.withLock { waiting in
      waiting.answers.isEmpty
        ? (waiting.turns.isEmpty ? nil : waiting.turns.removeFirst())
        : waiting.answers.removeFirst()
    }
    job?()
  }

  /// Does work in a thread of its own kind; the work asks the token whether it is still wanted.
  ///
  /// - Throws: what the work throws; the token's reason where the work is no longer wanted; ``LabError``
  ///   with code `.tooMany` where too many wait.
  func answer<Result: Sendable>(
    _ token: WorkToken, _ work: @escaping @Sendable () throws -> Result
  ) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
      let isWaiting = waiting.withLock { waiting in
        guard waiting.answers.count < Self.mostWaiting else { return false }
        waiting.answers.append { continuation.resume(with: Self.done(token, work)) }
        return true
      }
      if isWaiting {
        count.signal()
      } else {
        continuation.resume(
          throwing: LabError(
            .tooMany, "requests: \(Self.mostWaiting) wait, fewer were expected; try again"))
      }
    }
  }

  /// Does a short piece of work when no answer waits.
  func turn(_ work: @escaping @Sendable () -> Void) {
    waiting.withLock { $0.turns.append(work) }
    count.signal()
  }

  private static func done<Value>(
    _ token: WorkToken, _ work: () throws -> Value
  ) -> Result<Value, any Error> {
    let result = Result {
      try Cancellation.asking({ token.isCancelled }) {
        try Cancellation.check()
        return try work()
      }
    }
    // Numbers of work that was left early mean nothing.
    return token.reason.map { .failure($0) } ?? result
  }
}
