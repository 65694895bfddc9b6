/// A reason why the environment does not say which part of the work a process has.
public struct LauncherError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of reason it is.
  public struct Code: Sendable, Hashable {
    private enum Value { case missing, number, irregular }
    private let value: Value
    /// A variable is there without the other that it needs.
    public static let missing = Code(value: .missing)
    /// A variable holds no number that it can have.
    public static let number = Code(value: .number)
    /// The numbers of an array job are not evenly spaced.
    public static let irregular = Code(value: .irregular)
  }

  /// What kind of reason it is.
  public let code: Code
  /// The variable.
  public let subject: String
  /// What is, and what was expected.
  public let detail: String

  /// The sentence to show, `subject: what is, what was expected`.
  public var description: String { "\(subject): \(detail)" }

  static func missing(_ name: String, beside other: String, _ value: Int) -> LauncherError {
    LauncherError(
      code: .missing, subject: name,
      detail: "not set beside \(other)=\(value), both or --shard I/N was expected")
  }

  static func number(_ name: String, _ text: String, expected: String) -> LauncherError {
    LauncherError(
      code: .number, subject: name, detail: "\(text), \(expected) or --shard I/N was expected")
  }
}
