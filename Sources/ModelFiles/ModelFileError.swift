/// Why a model or array file could not be read or written: one code and one sentence.
///
/// The description is `subject: detail`, in lower case and without a full stop; the subject carries
/// the file and, for damaged data, the byte offset, the tensor or the array.
public struct ModelFileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of fault it is.
  public let code: Code
  /// The file, with a byte offset, a tensor or an array where one is known.
  public let subject: String
  /// What is, and what was expected.
  public let detail: String

  init(_ code: Code, _ subject: String, _ detail: String) {
    self.code = code
    self.subject = subject
    self.detail = detail
  }

  /// The sentence to show, `subject: what is, what was expected`.
  public var description: String { "\(subject): \(detail)" }
}

extension ModelFileError {
  /// The family of a code, which decides the exit status of a command.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// A call or a command that no file can satisfy (64).
    case usage
    /// A file that is not there (66).
    case missing
    /// Bytes that do not hold a model or arrays, or ones that are not known (65).
    case data
    /// A file that the system does not let us open, read or write (74).
    case inputOutput
  }

  /// What kind of fault a file has.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    let name: String
    /// The family of the code.
    public let kind: Kind

    init(_ name: String, _ kind: Kind = .data) {
      self.name = name
      self.kind = kind
    }

    /// The code's spelling, `elementType`.
    public var description: String { name }
  }
}

extension ModelFileError.Code {
  /// There is no such file.
  public static let missing = Self("missing", .missing)
  /// The system refuses to open or read the file.
  public static let unreadable = Self("unreadable", .inputOutput)
  /// The system refuses to write the file.
  public static let unwritable = Self("unwritable", .inputOutput)
  /// A directory, pipe or device stands where a file is expected.
  public static let notRegular = Self("notRegular")
  /// The file ends before what it declares.
  public static let truncated = Self("truncated")
  /// The file holds more than it declares.
  public static let trailingBytes = Self("trailingBytes")
  /// A size exceeds a stated limit.
  public static let tooLarge = Self("tooLarge")
  /// The bytes are not what the format demands.
  public static let syntax = Self("syntax")
  /// A text is not UTF-8.
  public static let encoding = Self("encoding")
  /// Graphs lie in graphs beyond a stated limit.
  public static let depth = Self("depth")
  /// The model has no graph.
  public static let noGraph = Self("noGraph")
  /// What a tensor's elements are is not known or not supported.
  public static let elementType = Self("elementType")
  /// The lengths of a tensor's axes make no sense.
  public static let shape = Self("shape")
  /// A tensor's elements are stored in several places or in the wrong one.
  public static let storage = Self("storage")
  /// There are more or fewer elements or bytes than the shape has.
  public static let count = Self("count")
  /// An element does not fit in its type.
  public static let range = Self("range")
  /// A tensor's external data cannot lie where the model says.
  public static let externalData = Self("externalData")
  /// Something of the format that is not supported.
  public static let unsupported = Self("unsupported")
  /// The archive is damaged.
  public static let archive = Self("archive")
  /// Two arrays have one name.
  public static let duplicate = Self("duplicate")
  /// An array cannot have such a name.
  public static let name = Self("name", .usage)
}
