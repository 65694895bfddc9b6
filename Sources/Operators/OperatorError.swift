import Spellings
import Tensors

/// A mistake in how an operator is named or what it is applied to.
public struct OperatorError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of mistake it is.
  public struct Code: Sendable, Hashable {
    private enum Value {
      case axisLength, rank, shapes, size, name, argument, attribute, inputCount, inputKind
      case unknownInput, unsupported
    }
    private let value: Value
    /// An axis has another length than the operator takes.
    public static let axisLength = Code(value: .axisLength)
    /// The input has another number of axes than the operator takes.
    public static let rank = Code(value: .rank)
    /// The shapes of the inputs do not fit each other or the operator's attributes.
    public static let shapes = Code(value: .shapes)
    /// An output would have more elements than can be counted.
    public static let size = Code(value: .size)
    /// No activation has this name.
    public static let name = Code(value: .name)
    /// The argument after the name's colon is not wanted or not a number in range.
    public static let argument = Code(value: .argument)
    /// An attribute of a node is of another kind or out of range.
    public static let attribute = Code(value: .attribute)
    /// A node has fewer inputs than its operator takes.
    public static let inputCount = Code(value: .inputCount)
    /// An input holds elements of another type than the operator takes.
    public static let inputKind = Code(value: .inputKind)
    /// An input must be known before the network runs, and is not.
    public static let unknownInput = Code(value: .unknownInput)
    /// A node asks for something that its operator cannot do here.
    public static let unsupported = Code(value: .unsupported)
  }

  /// What kind of mistake it is.
  public let code: Code
  /// What is wrong and what was expected.
  public let description: String
  /// The number of the input that is not known, for the code `.unknownInput`.
  public let input: Int?

  init(code: Code, description: String, input: Int? = nil) {
    self.code = code
    self.description = description
    self.input = input
  }

  static func axisLength(
    of operatorName: String, axis: Int, expected: Int, found shape: Shape
  ) -> OperatorError {
    OperatorError(
      code: .axisLength,
      description:
        "\(operatorName): input \(shape), length \(expected) of axis \(axis) was expected")
  }

  static func rank(of operatorName: String, expected: String, found shape: Shape) -> OperatorError {
    OperatorError(
      code: .rank,
      description: "\(operatorName): input \(shape) with \(shape.rank) axes, \(expected) expected")
  }

  /// `found` and `expected` are whole clauses: `weight 3×4 for input 2×5`, `3 rows for each input`.
  static func shapes(
    of operatorName: String, _ found: String, expected: String
  ) -> OperatorError {
    OperatorError(
      code: .shapes, description: "\(operatorName): \(found), \(expected) expected")
  }

  static func inputCount(
    of operatorName: String, _ count: Int, expected: String
  ) -> OperatorError {
    OperatorError(
      code: .inputCount,
      description: "\(operatorName): \(count) inputs, \(expected) expected")
  }

  static func size(of operatorName: String, _ error: TensorError) -> OperatorError {
    OperatorError(code: .size, description: "\(operatorName): output \(error)")
  }

  static func name(_ name: String, known: Spellings) -> OperatorError {
    OperatorError(code: .name, description: "activation \(name): \(known.unknown(name))")
  }

  static func argument(_ spelled: String, expected: String) -> OperatorError {
    OperatorError(code: .argument, description: "activation \(spelled): \(expected) was expected")
  }
}

/// Mistakes in a node of a model file.
extension OperatorError {
  package static func attributeKind(
    _ node: NodeDescription, _ name: String, _ found: NodeDescription.Attribute, expected: String
  ) -> OperatorError {
    OperatorError(
      code: .attribute,
      description:
        "\(node.operatorName): attribute \(name) is \(found.kind), \(expected) was expected")
  }

  /// `value` is what the file says, `expected` a clause without its verb.
  package static func attribute(
    _ node: NodeDescription, _ name: String, _ value: some Any, expected: String
  ) -> OperatorError {
    OperatorError(
      code: .attribute,
      description: "\(node.operatorName): \(name) \(value), \(expected) expected")
  }

  package static func missingInput(_ node: NodeDescription, _ index: Int) -> OperatorError {
    OperatorError(
      code: .inputCount,
      description: "\(node.operatorName): no input \(index), one was expected")
  }

  package static func inputKind(
    _ node: NodeDescription, _ index: Int, _ found: StoredType, expected: String
  ) -> OperatorError {
    OperatorError(
      code: .inputKind,
      description:
        "\(node.operatorName): input \(index) holds \(found.rawValue), \(expected) expected"
    )
  }

  package static func unknownInput(_ node: NodeDescription, _ index: Int) -> OperatorError {
    OperatorError(
      code: .unknownInput,
      description:
        "\(node.operatorName): input \(index) depends on numbers that are not known yet, a constant was expected",
      input: index)
  }

  /// What a node asks for that takes too much memory, as a whole clause.
  package static func tooLarge(_ node: NodeDescription, _ detail: String) -> OperatorError {
    OperatorError(code: .size, description: "\(node.operatorName): \(detail)")
  }

  /// What a node asks for that cannot be done, as a whole clause.
  package static func unsupported(_ node: NodeDescription, _ detail: String) -> OperatorError {
    OperatorError(code: .unsupported, description: "\(node.operatorName): \(detail)")
  }
}

extension NodeDescription.Attribute {
  /// Its kind in words, with an article.
  var kind: String {
    switch self {
    case .integer: "a whole number"
    case .float: "a number"
    case .text: "a text"
    case .integers: "a list of whole numbers"
    case .floats: "a list of numbers"
    case .texts: "a list of texts"
    case .tensor: "a tensor"
    case .other(let kind): kind
    }
  }
}
