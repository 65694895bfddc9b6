import Foundation

/// What the lab asks the rest of the tool for: the words of verbs that read their own command lines.
public struct LabTool: Sendable {
  /// What `xavier explain` gives: the text as the terminal shows it without colour, and the JSON.
  public typealias Explanation = (text: String, json: Data)

  /// `xavier explain` with arguments, its text in so many columns.
  public let explain: @Sendable (_ arguments: [String], _ columns: Int) throws -> Explanation
  /// The kind of refusal that an error of the tool is: a wrong request, or a fault.
  public let isRefusal: @Sendable (any Error) -> Bool

  /// What the tool offers.
  public init(
    explain: @escaping @Sendable (_ arguments: [String], _ columns: Int) throws -> Explanation,
    isRefusal: @escaping @Sendable (any Error) -> Bool
  ) {
    self.explain = explain
    self.isRefusal = isRefusal
  }
}
