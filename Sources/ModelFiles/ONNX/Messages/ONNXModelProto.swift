/// A whole model.
package struct ONNXModelProto: ONNXMessage {
  static let kind = "model"

  /// What wrote the file.
  package private(set) var producerName = ""
  package private(set) var opsetImport: [ONNXOperatorSetIdProto] = []
  package private(set) var functions: [ONNXFunctionProto] = []
  /// What the model says of itself, by key.
  package private(set) var metadata: [ONNXStringStringEntryProto] = []
  private var presentGraph: ONNXGraphProto?

  package var hasGraph: Bool { presentGraph != nil }
  package var graph: ONNXGraphProto { presentGraph ?? ONNXGraphProto() }

  mutating func decode(
    _ field: ProtobufField, _ decoder: inout ONNXDecoder
  ) throws(ModelFileError) {
    switch field.number {
    case 2: producerName = try decoder.text(field)
    case 7:
      guard presentGraph == nil else { throw decoder.secondGraph(field) }
      presentGraph = try decoder.graph(field)
    case 8: try decoder.append(field, to: &opsetImport)
    case 14: try decoder.append(field, to: &metadata)
    case 25: try decoder.append(field, to: &functions)
    default: break
    }
  }
}

/// A version of the operators of one domain.
package struct ONNXOperatorSetIdProto: ONNXMessage {
  static let kind = "opset"

  package private(set) var domain = ""
  package private(set) var version: Int64 = 0

  mutating func decode(
    _ field: ProtobufField, _ decoder: inout ONNXDecoder
  ) throws(ModelFileError) {
    switch field.number {
    case 1: domain = try decoder.text(field)
    case 2: version = try decoder.integer(field)
    default: break
    }
  }
}

/// A function of the model's own, of which only the name is read.
package struct ONNXFunctionProto: ONNXMessage {
  static let kind = "function"

  package private(set) var name = ""

  mutating func decode(
    _ field: ProtobufField, _ decoder: inout ONNXDecoder
  ) throws(ModelFileError) {
    if field.number == 1 { name = try decoder.text(field) }
  }
}
