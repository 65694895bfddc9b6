/// The shape of a tensor as far as the file says it.
package struct ONNXTensorShapeProto: ONNXMessage {
  static let kind = "shape"

  package private(set) var dim: [ONNXDimensionProto] = []

  mutating func decode(
    _ field: ProtobufField, _ decoder: inout ONNXDecoder
  ) throws(ModelFileError) {
    if field.number == 1 { try decoder.append(field, to: &dim) }
  }
}

/// The length of an axis: a number, a name, or neither.
package struct ONNXDimensionProto: ONNXMessage {
  static let kind = "dimension"

  private var presentValue: Int64?
  package private(set) var dimParam = ""

  package var hasDimValue: Bool { presentValue != nil }
  package var dimValue: Int64 { presentValue ?? 0 }

  mutating func decode(
    _ field: ProtobufField, _ decoder: inout ONNXDecoder
  ) throws(ModelFileError) {
    switch field.number {
    case 1: (presentValue, dimParam) = (try decoder.integer(field), "")
    case 2: (presentValue, dimParam) = (nil, try decoder.text(field))
    default: break
    }
  }
}
