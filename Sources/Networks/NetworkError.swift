/// A mistake in the description of a network.
public struct NetworkError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of mistake it is.
  public struct Code: Sendable, Hashable {
    private enum Value { case shorthand }
    private let value: Value
    /// A shorthand of widths cannot be read.
    public static let shorthand = Code(value: .shorthand)
  }

  /// What kind of mistake it is.
  public let code: Code
  /// What is wrong and what was expected.
  public let description: String

  static func shorthand(_ text: String, _ detail: String) -> NetworkError {
    NetworkError(code: .shorthand, description: "network \(text): \(detail)")
  }
}
