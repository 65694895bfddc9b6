import Synchronization

/// Whether somebody still wants the answer to a request.
final class WorkToken: Sendable {
  private let state = Mutex<LabError?>(nil)

  /// Whether the work shall end.
  var isCancelled: Bool { state.withLock { $0 != nil } }

  /// Why the work shall end; `nil` while it is wanted.
  var reason: LabError? { state.withLock { $0 } }

  /// Ends the work; the first reason stands.
  func cancel(_ reason: LabError) { state.withLock { $0 = $0 ?? reason } }
}

extension LabError {
  /// A client asked again before it was answered.
  static let newerCame = LabError(.newer, "a newer request came")
  /// A client closed its connection before it was answered.
  static let vanished = LabError(.newer, "the client went away")
}
