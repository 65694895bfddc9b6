import Foundation
import Synchronization
import Training

/// What Ctrl-C does: the first one ends the work and keeps what was finished, the second one kills
/// the tool.
enum Interrupt {
  private static let requested = Atomic(false)

  /// Whether Ctrl-C was pressed since ``watch(_:)``.
  static var wasRequested: Bool { requested.load(ordering: .relaxed) }

  /// Cancels `progress` at the first Ctrl-C.
  static func watch(_ progress: ComparisonProgress) -> any DispatchSourceSignal {
    // The signal has to be ignored for a dispatch source to receive it.
    signal(SIGINT, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler {
      requested.store(true, ordering: .relaxed)
      progress.cancel()
      signal(SIGINT, SIG_DFL)
    }
    source.resume()
    return source
  }
}
