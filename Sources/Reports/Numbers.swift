import Foundation

/// Numbers as people read them.
package enum Numbers {
  /// A fraction of 1 as a percentage with one decimal place: `96.3`.
  package static func percent(_ fraction: Double) -> String {
    fraction.isFinite ? String(format: "%.1f", fraction * 100) : "-"
  }

  /// A fraction of 1 as a percentage with as many decimal places as it needs: `90`, `85.5`.
  package static func mark(_ fraction: Double) -> String { String(format: "%.6g", fraction * 100) }

  /// A setting with as many digits as it needs: `0.001`, `32`.
  package static func setting(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e9 ? String(Int(value)) : "\(value)"
  }

  /// A count with its noun: `1 epoch`, `20 epochs`.
  package static func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  /// One to two significant digits, with a power of ten where the number is far from 1: `0.31`,
  /// `2.1e-5`, `0`.
  package static func short(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "NaN" : value > 0 ? "∞" : "-∞" }
    if value == 0 { return "0" }
    let magnitude = abs(value)
    if magnitude < 0.001 || magnitude >= 10_000 {
      let parts = String(format: "%.1e", value).split(separator: "e")
      return "\(parts[0])e\(Int(parts[1]) ?? 0)"
    }
    if magnitude < 1 { return String(format: "%.2g", value) }
    return String(format: magnitude < 10 ? "%.1f" : "%.0f", value)
  }

  /// A count with its digits in groups of three: `124,439,808`.
  package static func grouped(_ count: Int) -> String {
    var text = "\(count.magnitude)"
    var place = text.count - 3
    while place > 0 {
      text.insert(",", at: text.index(text.startIndex, offsetBy: place))
      place -= 3
    }
    return count < 0 ? "-" + text : text
  }

  /// A number of bytes with three digits and a unit of ten's powers: `498 MB`, `6.23 GB`.
  package static func bytes(_ count: Int) -> String {
    var (value, units) = (Double(count), ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"][...])
    while value >= 999.5, units.count > 1 { (value, units) = (value / 1000, units.dropFirst()) }
    return units.first == "bytes"
      ? counted(count, "byte")
      : String(format: value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f", value)
        + " \(units.first!)"
  }

  /// A standard deviation, with four significant digits.
  package static func deviation(_ value: Double) -> String { String(format: "%.4g", value) }

  /// A count of epochs: `3`, `3.5`.
  package static func epochs(_ value: Double) -> String {
    value == value.rounded() ? String(Int(value)) : String(format: "%.1f", value)
  }

  /// Names in a row: `a`, `a and b`, `a, b and c`.
  package static func list(_ names: [String]) -> String {
    guard let last = names.last else { return "none" }
    return names.count == 1
      ? last : names.dropLast().joined(separator: ", ") + " and " + last
  }
}
