import Synchronization

/// What each client waits for, so that a newer question ends the older one.
final class LabClients: Sendable {
  private struct Question: Hashable {
    let client: String
    let subject: String
  }

  private let open = Mutex<[Question: WorkToken]>([:])

  /// Notes a question of a client; an older one on the same subject is cancelled.
  func ask(_ client: String, _ subject: String, _ token: WorkToken) {
    let older = open.withLock { open in
      let question = Question(client: client, subject: subject)
      let older = open[question]
      open[question] = token
      return older
    }
    older?.cancel(.newerCame)
  }

  /// Forgets a question that is answered.
  func answered(_ client: String, _ subject: String, _ token: WorkToken) {
    open.withLock { open in
      let question = Question(client: client, subject: subject)
      if open[question] === token { open[question] = nil }
    }
  }

  /// Cancels all that a client waits for.
  func leave(_ client: String) {
    let tokens = open.withLock { open in
      let gone = open.filter { $0.key.client == client }
      for question in gone.keys { open[question] = nil }
      return Array(gone.values)
    }
    for token in tokens { token.cancel(.vanished) }
  }
}
