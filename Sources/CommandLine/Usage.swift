import Xavier

/// A command line that is wrong: what is and, without the last words, what was expected.
struct Usage: Error, CustomStringConvertible {
  let description: String
  init(_ text: String) { description = text + " was expected" }

  init(unknown kind: String, _ word: String, among names: [String]) {
    description = "\(kind) \(word): \(Spellings(names).unknown(word))"
  }

  /// That the number of an option, where it is given, is one of a range.
  static func check(_ option: String, _ value: Int?, _ range: ClosedRange<Int>) throws {
    if let value, !range.contains(value) {
      throw Usage("\(option): \(value), a number from \(range.lowerBound) to \(range.upperBound)")
    }
  }
}
