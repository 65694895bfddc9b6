import Foundation

/// A reason why a file cannot be written.
public struct FileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of reason it is.
  public struct Code: Sendable, Hashable {
    private enum Value { case unwritable, busy, unlockable }
    private let value: Value
    /// The file cannot be made or written.
    public static let unwritable = Code(value: .unwritable)
    /// Another process writes the file.
    public static let busy = Code(value: .busy)
    /// The file system has no locks, so that nothing keeps two processes from writing one file.
    public static let unlockable = Code(value: .unlockable)
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

  /// What came of asking for a file's lock.
  ///
  /// - Parameters:
  ///   - error: the system's number.
  ///   - reason: what it means.
  package static func locking(_ path: String, _ error: Int32, _ reason: String) -> FileError {
    switch error {
    case EWOULDBLOCK: busy(path)
    case ENOSYS, ENOTSUP, EOPNOTSUPP, ENOLCK:
      FileError(
        code: .unlockable, subject: path,
        detail: "its file system has no locks (\(reason)), one with flock was expected; "
          + "Lustre has it when mounted with -o flock")
    default: unwritable(path, reason)
    }
  }

  static func unwritable(_ path: String, _ reason: String) -> FileError {
    FileError(
      code: .unwritable, subject: path,
      detail: "\(reason), a path that can be written was expected")
  }
}
