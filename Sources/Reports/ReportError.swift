/// A reason why a report cannot be written.
public struct ReportError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of reason it is.
  public struct Code: Sendable, Hashable {
    private enum Value { case chartLibrary }
    private let value: Value
    /// The chart library is not on this machine.
    public static let chartLibrary = Code(value: .chartLibrary)
  }

  /// What kind of reason it is.
  public let code: Code
  /// What is wrong and what was expected.
  public let description: String

  static func chartLibrary(_ path: String) -> ReportError {
    ReportError(
      code: .chartLibrary,
      description:
        "\(path): not there, d3 version 5 was expected (Debian's package node-d3; "
        + "or its path in XAVIER_D3)")
  }
}
