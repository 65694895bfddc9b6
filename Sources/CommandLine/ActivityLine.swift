import Dispatch
import Foundation

/// A line on standard error that says what is done and for how long, where that is a terminal; gone
/// when the work is done or Ctrl-C is pressed.
final class ActivityLine: @unchecked Sendable {
  private let text: String
  private let start = DispatchTime.now()
  private let queue = DispatchQueue(label: "activity")
  private let timer: any DispatchSourceTimer
  private let interrupt: any DispatchSourceSignal

  /// Draws until ``finish()``; `nil` where standard error is not a terminal.
  init?(_ text: String) {
    guard Terminal.showsProgress else { return nil }
    self.text = text
    timer = DispatchSource.makeTimerSource(queue: queue)
    // The signal has to be ignored for a dispatch source to receive it.
    signal(SIGINT, SIG_IGN)
    interrupt = DispatchSource.makeSignalSource(signal: SIGINT, queue: queue)
    timer.schedule(deadline: .now() + .milliseconds(500), repeating: .milliseconds(200))
    timer.setEventHandler { [unowned self] in draw() }
    interrupt.setEventHandler {
      Self.erase()
      _exit(128 + SIGINT)
    }
    timer.resume()
    interrupt.resume()
  }

  /// Removes the line.
  func finish() {
    timer.cancel()
    interrupt.cancel()
    queue.sync { Self.erase() }
    signal(SIGINT, SIG_DFL)
  }

  private static func erase() { Terminal.write("\r\u{1B}[K", to: STDERR_FILENO) }

  private func draw() {
    let seconds = Int(
      (DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds) / 1_000_000_000)
    let line = Self.line(text, seconds: seconds, width: Terminal.width(of: STDERR_FILENO) ?? 80)
    Terminal.write("\r\(line)\u{1B}[K", to: STDERR_FILENO)
  }

  /// The text and the time, no wider than `width`.
  static func line(_ text: String, seconds: Int, width: Int) -> String {
    let time = String(format: "  %d:%02d", seconds / 60, seconds % 60)
    let room = max(0, width - 1 - time.count)
    return (text.count > room ? text.prefix(max(0, room - 1)) + "…" : text[...]) + time
  }
}
