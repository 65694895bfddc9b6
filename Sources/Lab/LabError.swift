import FlyingFox

/// Why the lab refuses: a status and one sentence.
public struct LabError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of refusal it is: its name and the status of HTTP.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    /// The name.
    public let description: String
    /// The status of the answer.
    public let status: Int

    init(_ name: String, _ status: Int) {
      description = name
      self.status = status
    }
  }

  /// What kind of refusal it is.
  public let code: Code
  /// What is, and what was expected.
  public let description: String

  init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }

  /// A value of the state, or of a request, that is none that was expected.
  static func value(_ key: String, _ found: String, expected: String) -> LabError {
    LabError(.request, "\(key): \(found), \(expected) was expected")
  }
}

extension LabError.Code {
  /// What is asked for is wrong.
  public static let request = Self("request", 400)
  /// The page that asks is another's.
  public static let origin = Self("origin", 403)
  /// There is no such address.
  public static let route = Self("route", 404)
  /// The address knows other methods.
  public static let method = Self("method", 405)
  /// The client asked again before it was answered.
  public static let newer = Self("newer", 409)
  /// The body is longer than may be.
  public static let tooLarge = Self("tooLarge", 413)
  /// The body says that it is of another type.
  public static let content = Self("content", 415)
  /// The request is for another host.
  public static let host = Self("host", 421)
  /// The lab is wrong.
  public static let fault = Self("fault", 500)
  /// There are too many of them.
  public static let tooMany = Self("tooMany", 503)
}
