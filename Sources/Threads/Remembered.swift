import Synchronization

/// Results that are computed once and kept for whoever asks again, in any thread.
///
/// Who moves a slider asks for the same integrals again and again. Threads that ask at the same time for
/// what is not yet known may each compute it.
package final class Remembered<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private let known = Mutex<[Key: Value]>([:])
  private let most: Int

  /// Keeps at most as many results; the next one takes the place of all.
  package init(most: Int = 1024) { self.most = most }

  /// The result for a key, computed where it is not known.
  package func value<Failure: Error>(
    for key: Key, _ compute: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    if let found = known.withLock({ $0[key] }) { return found }
    let made = try compute()
    known.withLock { known in
      if known.count >= most { known = [:] }
      known[key] = made
    }
    return made
  }
}
