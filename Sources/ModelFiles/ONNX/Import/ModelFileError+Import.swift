import Networks
import Operators
import Spellings
import Tensors

extension ModelFileError.Code {
  /// An operator, a domain or a version of the operator set is not known.
  public static let unknownOperator = Self("unknownOperator")
  /// A node cannot be imported.
  public static let node = Self("node")
  /// Values and nodes do not make a graph.
  public static let graph = Self("graph")
  /// A given shape or array does not fit the model's inputs.
  public static let input = Self("input", .usage)
}

extension ModelFileError {
  static func node(_ place: NodePlace, _ error: OperatorError) -> ModelFileError {
    ModelFileError(.node, place.subject, error.description)
  }

  static func node(_ place: NodePlace, _ error: NetworkError) -> ModelFileError {
    // The network names the node too.
    let prefix = "\(place.name): "
    let sentence = error.description
    return ModelFileError(
      .node, place.subject,
      sentence.hasPrefix(prefix) ? String(sentence.dropFirst(prefix.count)) : sentence)
  }

  static func node(_ place: NodePlace, _ detail: String) -> ModelFileError {
    ModelFileError(.node, place.subject, detail)
  }

  /// An input of a node must be known and depends on an input of the model.
  static func notKnown(
    _ place: NodePlace, _ error: OperatorError, value: String, origin: String
  ) -> ModelFileError {
    ModelFileError(
      .node, place.subject,
      "\(error.description); '\(value)' follows from input '\(origin)', whose numbers were expected"
    )
  }

  static func operatorName(
    _ place: NodePlace, _ name: String, known: Spellings
  ) -> ModelFileError {
    ModelFileError(.unknownOperator, place.subject, "operator \(name): \(known.unknown(name))")
  }

  static func opset(
    _ place: NodePlace, _ version: Int, known: ClosedRange<Int>
  ) -> ModelFileError {
    ModelFileError(
      .unknownOperator, place.subject,
      "operator set \(version), \(known.lowerBound) to \(known.upperBound) was expected")
  }

  static func undefined(_ place: NodePlace, value: String, isLater: Bool) -> ModelFileError {
    ModelFileError(
      .graph, place.subject,
      isLater
        ? "input '\(value)' is computed later or in a cycle, nodes in their order were expected"
        : "input '\(value)' is not there, a value of the graph was expected")
  }

  static func twice(_ subject: String, value: String) -> ModelFileError {
    ModelFileError(.graph, subject, "value '\(value)' twice, once was expected")
  }

  /// `expected` is a clause without its verb.
  static func input(_ model: String, _ name: String, _ detail: String) -> ModelFileError {
    ModelFileError(.input, "\(model), input '\(shown(name))'", detail)
  }
}

/// Where a node stands, for messages.
struct NodePlace {
  let model: String
  let name: String
  let operatorName: String

  var subject: String { "\(model), node '\(shown(name))' (\(shown(operatorName)))" }
}
