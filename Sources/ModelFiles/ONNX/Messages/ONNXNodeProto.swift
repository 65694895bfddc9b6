/// One use of an operator.
package struct ONNXNodeProto: ONNXMessage {
  static let kind = "node"

  package private(set) var input: [String] = []
  package private(set) var output: [String] = []
  package private(set) var name = ""
  package private(set) var opType = ""
  package private(set) var attribute: [ONNXAttributeProto] = []
  package private(set) var domain = ""

  mutating func decode(
    _ field: ProtobufField, _ decoder: inout ONNXDecoder
  ) throws(ModelFileError) {
    switch field.number {
    case 1: try decoder.append(try decoder.text(field), to: &input)
    case 2: try decoder.append(try decoder.text(field), to: &output)
    case 3: name = try decoder.text(field)
    case 4: opType = try decoder.text(field)
    case 5: try decoder.append(field, to: &attribute)
    case 7: domain = try decoder.text(field)
    default: break
    }
  }
}
