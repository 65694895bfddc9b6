/// A reason why a file cannot be written.
public struct FileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of reason it is.
  public struct Code: Sendable, Hashable {
    private enum Value { case unwritable, busy }
    private let value: Value
    /// The file cannot be made or written.
    public static let unwritable = Code(value: .unwritable)
    /// Another process writes the file.
    public static let busy = Code(value: .busy)
  }

  /// What kind of reason it is.
  public let code: Code
  /// The file.
  public let subject: String
  /// What is, and what was expected.
  public let detail: String

  /// The sentence to show, `subject: what is, what was expected`.
  public var description: String { "\(subject): \(detail)" }

  static func busy(_ path: String) -> FileError {
    FileError(
      code: .busy, subject: path,
      detail: "another process writes it, a path of its own for each was expected")
  }

  static func unwritable(_ path: String, _ reason: String) -> FileError {
    FileError(
      code: .unwritable, subject: path,
      detail: "\(reason), a path that can be written was expected")
  }
}
