import Foundation

/// Bars inside a line of text whose lengths are logarithms of numbers.
package struct LogBar {
  /// The number that has no bar, and the one whose bar is full.
  package let range: ClosedRange<Double>
  /// The number of characters of a full bar.
  package let width: Int

  /// At least this many powers of ten lie between no bar and a full one, so that numbers that hardly
  /// differ look so.
  package static let decades = 4.0

  /// Bars for numbers, those that are not above 0 or not finite left out.
  package init(_ values: [Double], width: Int) {
    let drawable = values.filter { $0 > 0 && $0.isFinite }
    let high = drawable.max() ?? 1
    // A little below the smallest, so that it has a bar too.
    let low = min((drawable.min() ?? 1) / 2, high * pow(10, -Self.decades))
    range = low > 0 ? low...high : high...high
    self.width = width
  }

  /// The bar of a number, in eighths of a character; empty for what has none.
  package func text(_ value: Double) -> String {
    if value == .infinity { return String(repeating: "█", count: width) }
    guard value > 0, value.isFinite, range.upperBound > range.lowerBound else { return "" }
    let share =
      log(value / range.lowerBound) / log(range.upperBound / range.lowerBound)
    let eighths = Int((max(0, min(1, share)) * Double(8 * width)).rounded())
    let rest = eighths % 8
    return String(repeating: "█", count: eighths / 8)
      + (rest == 0 ? "" : String(Array("▏▎▍▌▋▊▉")[rest - 1]))
  }
}
