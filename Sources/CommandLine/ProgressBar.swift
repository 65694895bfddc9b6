import Dispatch
import Foundation
import Training

/// A line on standard error that follows a comparison, drawn by a thread of its own.
final class ProgressBar: @unchecked Sendable {
  private let progress: ComparisonProgress
  private let timer: any DispatchSourceTimer
  private let start = DispatchTime.now()
  private let queue = DispatchQueue(label: "progress")

  /// Draws until ``finish()``; `nil` where standard error is not a terminal.
  init?(_ progress: ComparisonProgress) {
    guard Terminal.showsProgress else { return nil }
    self.progress = progress
    timer = DispatchSource.makeTimerSource(queue: queue)
    timer.schedule(deadline: .now() + .milliseconds(200), repeating: .milliseconds(200))
    timer.setEventHandler { [unowned self] in draw() }
    timer.resume()
  }

  /// Removes the line.
  func finish() {
    timer.cancel()
    queue.sync { Terminal.write("\r\u{1B}[K", to: STDERR_FILENO) }
  }

  private func draw() {
    let seconds = Double(DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds) / 1e9
    let line = Self.line(
      done: progress.done, total: progress.total, seconds: seconds,
      width: Terminal.width(of: STDERR_FILENO) ?? 80, isCancelled: progress.isCancelled)
    Terminal.write("\r\(line)\u{1B}[K", to: STDERR_FILENO)
  }

  /// The bar, the share done, the rate and the time left, no wider than `width`.
  static func line(
    done: Int, total: Int, seconds: Double, width: Int, isCancelled: Bool
  ) -> String {
    if isCancelled { return "ending after the current batches" }
    guard total > 0, done > 0 else { return "training" }
    let share = Double(done) / Double(total)
    let rate = Double(done) / seconds
    let left = Int((Double(total - done) / rate).rounded(.up))
    let text = String(
      format: " %3.0f %%  %.0f examples/s  %d:%02d left", share * 100, rate, left / 60, left % 60)
    let room = min(40, width - text.count - 10)
    guard room >= 5 else { return String(("training" + text).prefix(max(width - 1, 0))) }
    let filled = Int(share * Double(room))
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: room - filled)
    return "training " + bar + text
  }
}
