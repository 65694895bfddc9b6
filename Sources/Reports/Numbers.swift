import Foundation

/// Numbers as people read them.
enum Numbers {
  /// A fraction of 1 as a percentage with one decimal place: `96.3`.
  static func percent(_ fraction: Double) -> String {
    fraction.isFinite ? String(format: "%.1f", fraction * 100) : "-"
  }

  /// One to two significant digits, with a power of ten where the number is far from 1: `0.31`,
  /// `2.1e-05`, `0`.
  static func short(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "NaN" : value > 0 ? "∞" : "-∞" }
    if value == 0 { return "0" }
    let magnitude = abs(value)
    if magnitude < 0.001 || magnitude >= 10_000 { return String(format: "%.1e", value) }
    if magnitude < 1 { return String(format: "%.2g", value) }
    return String(format: magnitude < 10 ? "%.1f" : "%.0f", value)
  }

  /// A count of epochs: `3`, `3.5`.
  static func epochs(_ value: Double) -> String {
    value == value.rounded() ? String(Int(value)) : String(format: "%.1f", value)
  }

  /// Names in a row: `a`, `a and b`, `a, b and c`.
  static func list(_ names: [String]) -> String {
    guard let last = names.last else { return "none" }
    return names.count == 1
      ? last : names.dropLast().joined(separator: ", ") + " and " + last
  }
}
