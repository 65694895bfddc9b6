/// A graph: the model's own, or a branch in an attribute of a node.
package struct ONNXGraphProto: ONNXMessage {
  static let kind = "graph"

  package private(set) var node: [ONNXNodeProto] = []
  package private(set) var name = ""
  package private(set) var initializer: [ONNXTensorProto] = []
  package private(set) var input: [ONNXValueInfoProto] = []
  package private(set) var output: [ONNXValueInfoProto] = []
  /// Where sparse initializers lie, which are not read.
  package private(set) var sparseInitializer: [FileRange] = []
  /// Where in the file the graph's fields lie, all of them, those too that are not read.
  package internal(set) var place = FileRange(0..<0)

  mutating func decode(
    _ field: ProtobufField, _ decoder: inout ONNXDecoder
  ) throws(ModelFileError) {
    switch field.number {
    case 1: try decoder.append(field, to: &node)
    case 2: name = try decoder.text(field)
    case 5: try decoder.append(try decoder.tensor(field), to: &initializer)
    case 11: try decoder.append(field, to: &input)
    case 12: try decoder.append(field, to: &output)
    case 15: try decoder.append(try decoder.range(field), to: &sparseInitializer)
    default: break
    }
  }
}
