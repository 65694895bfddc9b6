import Initializers
import Operators
import Spellings
import Tensors

/// A mistake in the description of a network, or in what it is given.
public struct NetworkError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of mistake it is.
  public struct Code: Sendable, Hashable {
    private enum Value {
      case shorthand, text, path, unknownPath, initializer, layer, nodes, input, memory
    }
    private let value: Value
    /// A shorthand of widths cannot be read.
    public static let shorthand = Code(value: .shorthand)
    /// A text that describes a network cannot be understood.
    public static let text = Code(value: .text)
    /// No parameter has this path.
    public static let unknownPath = Code(value: .unknownPath)
    /// Two parameters have the same path.
    public static let path = Code(value: .path)
    /// An initializer cannot draw a parameter.
    public static let initializer = Code(value: .initializer)
    /// An operator does not take the values it is applied to.
    public static let layer = Code(value: .layer)
    /// A network has more nodes than it may.
    public static let nodes = Code(value: .nodes)
    /// An input or a cotangent is missing, unknown, or has another shape.
    public static let input = Code(value: .input)
    /// The values of a network take more memory than there may be.
    public static let memory = Code(value: .memory)
  }

  /// What kind of mistake it is.
  public let code: Code
  /// What is wrong and what was expected.
  public let description: String
  /// Where the text that describes the network has the mistake; `nil` for a network that no text
  /// describes.
  public let place: DescribedValue.Place?

  init(code: Code, description: String, place: DescribedValue.Place? = nil) {
    self.code = code
    self.description = description
    self.place = place
  }

  /// The same mistake with its place in a text, unless it has one.
  func at(_ place: DescribedValue.Place) -> NetworkError {
    guard self.place == nil else { return self }
    return NetworkError(code: code, description: "\(place): \(description)", place: place)
  }

  /// `detail` says what is and what was expected.
  package static func text(_ place: DescribedValue.Place, _ detail: String) -> NetworkError {
    NetworkError(code: .text, description: detail).at(place)
  }

  static func shorthand(_ text: String, _ detail: String) -> NetworkError {
    NetworkError(code: .shorthand, description: "network \(text): \(detail)")
  }

  static func path(_ path: String) -> NetworkError {
    NetworkError(code: .path, description: "\(path): used twice, another name was expected")
  }

  static func initializer(_ path: String, _ error: InitializerError) -> NetworkError {
    NetworkError(code: .initializer, description: "\(path): \(error)")
  }

  /// The layer or node at `path` cannot be what its description asks for.
  package static func layer(_ path: String, _ error: OperatorError) -> NetworkError {
    NetworkError(code: .layer, description: "\(path): \(error)")
  }

  /// The layer at `path`, of which `detail` says what is and what was expected.
  package static func layer(_ path: String, _ detail: String) -> NetworkError {
    NetworkError(code: .layer, description: "\(path): \(detail)")
  }

  static func unknownPath(_ path: String, known: [String]) -> NetworkError {
    let guess = Spellings(known).nearest(to: path).map { "did you mean \($0)? " } ?? ""
    return NetworkError(
      code: .unknownPath,
      description: "parameter \(path): not known, \(guess)one of \(known.count) was expected")
  }

  static func nodes(limit: Int) -> NetworkError {
    NetworkError(
      code: .nodes,
      description: "network: more than \(limit) operators, at most that many were expected")
  }

  static func weights(limit: Int) -> NetworkError {
    NetworkError(
      code: .memory,
      description: "network: more than \(limit) weights, at most that many were expected")
  }

  package static func input(_ name: String, _ detail: String) -> NetworkError {
    NetworkError(code: .input, description: "input \(name): \(detail)")
  }

  package static func unknownInput(_ name: String, known: [String]) -> NetworkError {
    input(name, Spellings(known).unknown(name))
  }

  package static func missingInput(_ name: String) -> NetworkError {
    input(name, "no array, one was expected")
  }

  static func cotangent(_ output: String?, _ detail: String) -> NetworkError {
    let subject = output.map { "cotangent of output \($0)" } ?? "cotangents"
    return NetworkError(code: .input, description: "\(subject): \(detail)")
  }

  static func unknownCotangent(_ name: String, known: [String]) -> NetworkError {
    NetworkError(
      code: .input, description: "cotangent of output \(name): \(Spellings(known).unknown(name))")
  }

  static func input(_ name: String, _ error: TensorError) -> NetworkError {
    NetworkError(code: .input, description: "input \(name): \(error)")
  }

  /// Byte counts; `bytes` is `nil` where it cannot be counted.
  static func memory(_ bytes: Int?, limit: Int) -> NetworkError {
    let found = bytes.map { "\($0) bytes" } ?? "more bytes than can be counted"
    return NetworkError(
      code: .memory,
      description: "network: its values take \(found), at most \(limit) were expected")
  }
}
