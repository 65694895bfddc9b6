/// A part of a result that cannot be used.
struct PartError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of reason it is.
  struct Code: Sendable, Hashable {
    private enum Value { case damaged, foreign, unreadable }
    private let value: Value
    /// The file is none of ours, or not as it was written.
    static let damaged = Code(value: .damaged)
    /// It was measured under other conditions.
    static let foreign = Code(value: .foreign)
    /// It cannot be read.
    static let unreadable = Code(value: .unreadable)
  }

  let code: Code
  /// What is, where, and what was expected.
  let description: String

  static func damaged(_ path: String, _ detail: String) -> PartError {
    PartError(code: .damaged, description: "\(path): \(detail) expected")
  }

  static func foreign(_ path: String, _ name: String, _ is: String?, _ expected: String?)
    -> PartError
  {
    func shown(_ text: String?) -> String { text.map { $0.isEmpty ? "none" : $0 } ?? "none" }
    return PartError(
      code: .foreign,
      description: "\(path): measured with \(name) \(shown(`is`)), \(shown(expected)) or another "
        + "folder for --merge was expected")
  }

  static func unreadable(_ path: String, _ reason: String) -> PartError {
    PartError(code: .unreadable, description: "\(path): \(reason), a part was expected")
  }
}
