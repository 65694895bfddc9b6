import Foundation

/// The files that a command line asks to be written.
struct OutputFiles {
  private let named: [(option: String, path: String)]

  /// Files by their options; `nil` for those that are not asked for, and "-" for standard output.
  init(_ options: KeyValuePairs<String, String?>) {
    named = options.compactMap { option, path in
      path.flatMap { $0 == "-" ? nil : (option, $0) }
    }
  }

  /// That no two are one file, and none a file that is read: writing it would lose what it holds.
  ///
  /// - Throws: ``Usage``.
  func check(reading inputs: [String?]) throws {
    for (place, output) in named.enumerated() {
      if let other = named[..<place].first(where: { Self.areOne($0.path, output.path) }) {
        let what = other.option == "--report" ? "the report" : "the value of \(other.option)"
        throw Usage("\(output.option): \(output.path), where \(what) goes too, another file")
      }
      for input in inputs {
        if let input, Self.areOne(input, output.path) {
          throw Usage("\(output.option): \(output.path), which is read, another file")
        }
      }
    }
  }

  // One path, or one file of the system by two.
  private static func areOne(_ one: String, _ other: String) -> Bool {
    if one == other { return true }
    var (first, second) = (stat(), stat())
    guard stat(one, &first) == 0, stat(other, &second) == 0 else { return false }
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }
}
