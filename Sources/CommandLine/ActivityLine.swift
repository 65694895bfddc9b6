import Dispatch
import Foundation
import Reports

/// A line on standard error that says what is done, how much of it and for how long, where that is a
/// terminal; gone when the work is done.
final class ActivityLine: @unchecked Sendable {
  /// What is counted.
  enum Unit { case draws, bytes }

  private let text: String
  private let unit: Unit
  private let start = DispatchTime.now()
  private let queue = DispatchQueue(label: "activity")
  private let timer: any DispatchSourceTimer
  private var draws: (done: Int, count: Int) = (0, 0)

  /// Draws until ``finish()``; `nil` where standard error is not a terminal.
  init?(_ text: String, unit: Unit = .draws) {
    guard Terminal.showsProgress else { return nil }
    self.text = text
    self.unit = unit
    timer = DispatchSource.makeTimerSource(queue: queue)
    timer.schedule(deadline: .now() + .milliseconds(500), repeating: .milliseconds(200))
    timer.setEventHandler { [unowned self] in draw() }
    timer.resume()
  }

  /// Says how many draws or bytes are done.
  func show(done: Int, of count: Int) {
    queue.async { self.draws = (done, count) }
  }

  /// Removes the line.
  func finish() {
    timer.cancel()
    queue.sync { Self.erase() }
  }

  /// Empties the line.
  static func erase() { Terminal.write("\r\u{1B}[K", to: STDERR_FILENO) }

  private func draw() {
    let nanoseconds = DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds
    let line = Self.line(
      text, draws, unit: unit, seconds: Double(nanoseconds) / 1e9,
      width: Terminal.width(of: STDERR_FILENO) ?? 80)
    Terminal.write("\r\(line)\u{1B}[K", to: STDERR_FILENO)
  }

  /// The text, a bar of the draws that are done and the time left, or the time that has passed as long
  /// as none is; no wider than `width`.
  static func line(
    _ text: String, _ draws: (done: Int, count: Int), unit: Unit = .draws, seconds: Double,
    width: Int
  ) -> String {
    func clock(_ seconds: Int) -> String { String(format: "%d:%02d", seconds / 60, seconds % 60) }
    var end = "  " + clock(Int(seconds))
    if draws.done > 0 {
      let left = seconds / Double(draws.done) * Double(draws.count - draws.done)
      let room = max(5, min(20, width - 50))
      let filled = Int(Double(draws.done) / Double(draws.count) * Double(room))
      let amount =
        switch unit {
        case .draws: "\(draws.done) of \(draws.count) draws"
        case .bytes:
          "\(Numbers.bytes(draws.done)) of \(Numbers.bytes(draws.count)), "
            + "\(Numbers.bytes(Int(Double(draws.done) / max(seconds, 1e-3))))/s"
        }
      end =
        "  " + String(repeating: "█", count: filled)
        + String(repeating: "░", count: room - filled)
        + "  \(amount)  " + clock(Int(left.rounded(.up))) + " left"
    }
    let room = max(0, width - 1 - end.count)
    return (text.count > room ? text.prefix(max(0, room - 1)) + "…" : text[...]) + end
  }
}
