/// A tensor, whose elements stay in the file.
package struct ONNXTensorProto: ONNXMessage {
  static let kind = "tensor"

  /// A piece of the contents, which may come in several.
  struct Piece {
    let contents: Contents
    let place: FileRange
  }

  package private(set) var dims: [Int64] = []
  package private(set) var dataType: Int32 = 0
  package private(set) var name = ""
  package private(set) var externalData: [ONNXStringStringEntryProto] = []
  package private(set) var dataLocation: Int32 = 0
  /// Whether it is only a segment of a tensor.
  package private(set) var hasSegment = false
  private(set) var pieces: [Piece] = []
  /// Where in the file its fields lie; `nil` where they lie in several places.
  var place: FileRange?

  mutating func decode(
    _ field: ProtobufField, _ decoder: inout ONNXDecoder
  ) throws(ModelFileError) {
    switch field.number {
    case 1: try decoder.append(integers: field, to: &dims)
    case 2: dataType = Int32(truncatingIfNeeded: try decoder.integer(field))
    case 3:
      _ = try decoder.range(field)
      hasSegment = true
    case 4: try append(try decoder.floats(field, size: 4), .floatData, &decoder)
    case 5: try append(try decoder.integers(field), .int32Data, &decoder)
    case 6: try append(try decoder.range(field), .stringData, &decoder)
    case 7: try append(try decoder.integers(field), .int64Data, &decoder)
    case 8: name = try decoder.text(field)
    case 9: try append(try decoder.range(field), .rawData, &decoder)
    case 10: try append(try decoder.floats(field, size: 8), .doubleData, &decoder)
    case 11: try append(try decoder.integers(field), .uint64Data, &decoder)
    case 13: try decoder.append(field, to: &externalData)
    case 14: dataLocation = Int32(truncatingIfNeeded: try decoder.integer(field))
    default: break
    }
  }

  private mutating func append(
    _ place: FileRange, _ contents: Contents, _ decoder: inout ONNXDecoder
  ) throws(ModelFileError) {
    try decoder.append(Piece(contents: contents, place: place), to: &pieces)
  }
}

/// A key and its value.
package struct ONNXStringStringEntryProto: ONNXMessage {
  static let kind = "entry"

  package private(set) var key = ""
  package private(set) var value = ""

  mutating func decode(
    _ field: ProtobufField, _ decoder: inout ONNXDecoder
  ) throws(ModelFileError) {
    switch field.number {
    case 1: key = try decoder.text(field)
    case 2: value = try decoder.text(field)
    default: break
    }
  }
}
