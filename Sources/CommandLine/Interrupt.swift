import Files
import Foundation
import Synchronization
import Training

/// What Ctrl-C does: where work can be kept, the first one ends it and keeps what was finished, and the
/// second one kills the tool; elsewhere the first one does.
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

  /// Ends the tool with 130 at the first Ctrl-C; drafts of files are removed.
  static func exits() -> any DispatchSourceSignal {
    signal(SIGINT, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler {
      if Terminal.showsProgress { ActivityLine.erase() }
      FileDraft.discardAll()
      _exit(128 + SIGINT)
    }
    source.resume()
    return source
  }
}
