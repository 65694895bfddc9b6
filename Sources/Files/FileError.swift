/// A reason why a file cannot be written.
public struct FileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of reason it is.
  public struct Code: Sendable, Hashable {
    private enum Value { case unwritable }
    private let value: Value
    /// The file cannot be made or written.
    public static let unwritable = Code(value: .unwritable)
  }

  /// What kind of reason it is.
  public let code: Code
  /// What is wrong and what was expected.
  public let description: String

  static func unwritable(_ path: String, _ detail: String) -> FileError {
    FileError(
      code: .unwritable,
      description: "\(path): \(detail), a path that can be written was expected")
  }
}
