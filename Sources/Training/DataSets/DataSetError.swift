/// Why a data set could not be read: one code and one sentence.
///
/// The description is `subject: detail`, in lower case and without a full stop; the subject carries
/// the file and, for damaged data, the byte offset or the line.
public struct DataSetError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of fault it is.
  public let code: Code
  /// The file, with a byte offset or a line where one is known.
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

extension DataSetError {
  /// The family of a code, which decides the exit status of a command.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// A name that means no data set (64).
    case usage
    /// A file, directory or package that is not there (66).
    case missing
    /// Bytes that do not hold a data set (65).
    case data
    /// A file that the system does not let us open or read (74).
    case inputOutput
  }

  /// What kind of fault a data set has.
  public struct Code: Sendable, Hashable, CustomStringConvertible, CaseIterable {
    enum Value: String, CaseIterable {
      case unknownName
      case missing, notInstalled, noCandidate
      case unreadable, readFailed
      case notRegular, severalCandidates, empty, truncated, trailingBytes, tooLarge
      case gzip, checksum
      case magic, elementType, rank, dimension
      case countMismatch, shapeMismatch, label, tooFewClasses, constant, notFinite
      case separator, header, syntax, encoding, raggedRow, notNumber, noRows
    }

    let value: Value

    /// The code's spelling, `severalCandidates`.
    public var description: String { value.rawValue }

    /// Every code.
    public static var allCases: [Code] { Value.allCases.map { Code(value: $0) } }

    /// The family of the code.
    public var kind: Kind {
      switch value {
      case .unknownName: .usage
      case .missing, .notInstalled, .noCandidate: .missing
      case .unreadable, .readFailed: .inputOutput
      default: .data
      }
    }
  }
}

extension DataSetError.Code {
  /// The name is neither a known data set, nor a directory, nor a table.
  public static let unknownName = Self(value: .unknownName)
  /// There is no such file or directory.
  public static let missing = Self(value: .missing)
  /// The package that holds the data set is not installed.
  public static let notInstalled = Self(value: .notInstalled)
  /// The directory lacks one of the four IDX files.
  public static let noCandidate = Self(value: .noCandidate)
  /// The system refuses to open the file or directory.
  public static let unreadable = Self(value: .unreadable)
  /// Reading an open file failed.
  public static let readFailed = Self(value: .readFailed)
  /// A directory, pipe or device stands where a file is expected, or a file where a directory is.
  public static let notRegular = Self(value: .notRegular)
  /// Several files of a directory could be the same part of the data set.
  public static let severalCandidates = Self(value: .severalCandidates)
  /// The file holds nothing.
  public static let empty = Self(value: .empty)
  /// The file ends before what it declares.
  public static let truncated = Self(value: .truncated)
  /// The file holds more than it declares.
  public static let trailingBytes = Self(value: .trailingBytes)
  /// A size exceeds a stated limit.
  public static let tooLarge = Self(value: .tooLarge)
  /// The compressed data is damaged or no gzip data at all.
  public static let gzip = Self(value: .gzip)
  /// The decompressed data does not match its check sum or its length.
  public static let checksum = Self(value: .checksum)
  /// The file does not begin as IDX files do.
  public static let magic = Self(value: .magic)
  /// The element type is unknown or does not suit labels.
  public static let elementType = Self(value: .elementType)
  /// The number of dimensions is not supported.
  public static let rank = Self(value: .rank)
  /// A dimension is 0.
  public static let dimension = Self(value: .dimension)
  /// There are not as many labels as images.
  public static let countMismatch = Self(value: .countMismatch)
  /// Training and test images differ in shape.
  public static let shapeMismatch = Self(value: .shapeMismatch)
  /// A label is out of range, or there are too many classes.
  public static let label = Self(value: .label)
  /// Fewer than two classes occur.
  public static let tooFewClasses = Self(value: .tooFewClasses)
  /// All training inputs are equal.
  public static let constant = Self(value: .constant)
  /// A value is not a number, infinite, or beyond float32.
  public static let notFinite = Self(value: .notFinite)
  /// The first line has no separator, or several kinds.
  public static let separator = Self(value: .separator)
  /// The first line may be a header or a row.
  public static let header = Self(value: .header)
  /// Quotes or line breaks are not as RFC 4180 says.
  public static let syntax = Self(value: .syntax)
  /// The text is not UTF-8.
  public static let encoding = Self(value: .encoding)
  /// A row has more or fewer fields than the first line.
  public static let raggedRow = Self(value: .raggedRow)
  /// A feature is not a number.
  public static let notNumber = Self(value: .notNumber)
  /// A table has too few rows to be split in two.
  public static let noRows = Self(value: .noRows)
}
