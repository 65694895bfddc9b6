/// The declaration of an input or an output.
package struct ONNXValueInfoProto: ONNXMessage {
  static let kind = "value"

  package private(set) var name = ""
  package private(set) var type = ONNXTypeProto()

  mutating func decode(
    _ field: ProtobufField, _ decoder: inout ONNXDecoder
  ) throws(ModelFileError) {
    switch field.number {
    case 1: name = try decoder.text(field)
    case 2: try decoder.decode(&type, from: field)
    default: break
    }
  }
}

/// The type of a value: a tensor's, or another one that is not read.
package struct ONNXTypeProto: ONNXMessage {
  static let kind = "type"

  private var presentType: ONNXTensorTypeProto?

  package var hasTensorType: Bool { presentType != nil }
  package var tensorType: ONNXTensorTypeProto { presentType ?? ONNXTensorTypeProto() }

  mutating func decode(
    _ field: ProtobufField, _ decoder: inout ONNXDecoder
  ) throws(ModelFileError) {
    switch field.number {
    case 1:
      var type = tensorType
      // So that the type is changed where it is and not copied.
      presentType = nil
      try decoder.decode(&type, from: field)
      presentType = type
    // A sequence, a map, an opaque type, a sparse tensor, an optional value.
    case 4, 5, 7, 8, 9:
      _ = try decoder.range(field)
      presentType = nil
    default: break
    }
  }
}

/// The type of a tensor.
package struct ONNXTensorTypeProto: ONNXMessage {
  static let kind = "tensorType"

  package private(set) var elemType: Int32 = 0
  private var presentShape: ONNXTensorShapeProto?

  package var hasShape: Bool { presentShape != nil }
  package var shape: ONNXTensorShapeProto { presentShape ?? ONNXTensorShapeProto() }

  mutating func decode(
    _ field: ProtobufField, _ decoder: inout ONNXDecoder
  ) throws(ModelFileError) {
    switch field.number {
    case 1: elemType = Int32(truncatingIfNeeded: try decoder.integer(field))
    case 2:
      var shape = shape
      presentShape = nil
      try decoder.decode(&shape, from: field)
      presentShape = shape
    default: break
    }
  }
}
