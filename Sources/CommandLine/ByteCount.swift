import Foundation

/// A number of bytes as a command line gives it: `5GB`, `500MB`, `2GiB`, `1000000`.
enum ByteCount {
  private static let units: [(name: String, size: Double)] = [
    ("KiB", 0x1p10), ("MiB", 0x1p20), ("GiB", 0x1p30), ("TiB", 0x1p40), ("kB", 1e3), ("KB", 1e3),
    ("MB", 1e6), ("GB", 1e9), ("TB", 1e12), ("", 1),
  ]

  /// The number that the text of an option is.
  static func parse(_ option: String, _ text: String) throws -> Int {
    let unit = units.first { text.hasSuffix($0.name) }!
    let number = Double(text.dropLast(unit.name.count).trimmingCharacters(in: .whitespaces))
    guard let number, number > 0, number * unit.size >= 1, number * unit.size < 0x1p62 else {
      throw Usage("\(option): \(text), a number of bytes such as 5GB, 500MB or 2GiB")
    }
    return Int(number * unit.size)
  }
}
