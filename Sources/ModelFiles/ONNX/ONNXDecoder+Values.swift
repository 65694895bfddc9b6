// Fields that are no messages.

extension ONNXDecoder {
  /// A number of a field.
  func integer(_ field: ProtobufField) throws(ModelFileError) -> Int64 {
    try check(field, .varint)
    var reader = reader.part(field.contents)
    return Int64(bitPattern: try reader.varint())
  }

  /// A number of a field.
  func float(_ field: ProtobufField) throws(ModelFileError) -> Float {
    try check(field, .fixed32)
    return Float(bitPattern: reader.fixed32(at: field.contents.lowerBound))
  }

  /// The text of a field.
  mutating func text(_ field: ProtobufField) throws(ModelFileError) -> String {
    try check(field, .bytes)
    let bytes = UnsafeRawBufferPointer(rebasing: reader.bytes[field.contents])
    if let place = bytes.firstNotUTF8 {
      throw .notUTF8(reader.name, offset: field.contents.lowerBound + place)
    }
    // Short ones lie in the value itself.
    try pay(bytes.count > 15 ? bytes.count + 64 : 0)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The bytes of a field.
  mutating func bytes(_ field: ProtobufField) throws(ModelFileError) -> [UInt8] {
    try check(field, .bytes)
    try pay(field.contents.isEmpty ? 0 : field.contents.count + 64)
    return Array(reader.bytes[field.contents])
  }

  /// Where the bytes of a field lie.
  func range(_ field: ProtobufField) throws(ModelFileError) -> FileRange {
    try check(field, .bytes)
    return FileRange(field.contents)
  }

  /// Where the numbers of a field lie, one or several packed, all of which end there.
  func integers(_ field: ProtobufField) throws(ModelFileError) -> FileRange {
    if field.type == .varint { return FileRange(field.contents) }
    try check(field, .bytes)
    var part = reader.part(field.contents)
    while part.offset < part.end { _ = try part.varint() }
    return FileRange(field.contents)
  }

  /// Where the numbers of four or eight bytes of a field lie, one or several packed.
  func floats(_ field: ProtobufField, size: Int) throws(ModelFileError) -> FileRange {
    if field.type != .bytes { try check(field, size == 4 ? .fixed32 : .fixed64) }
    guard field.contents.count % size == 0 else {
      throw .partialElement(
        reader.name, offset: field.contents.lowerBound, length: field.contents.count, size: size)
    }
    return FileRange(field.contents)
  }

  /// Adds the numbers of a field to a list.
  mutating func append(
    integers field: ProtobufField, to list: inout [Int64]
  ) throws(ModelFileError) {
    var part = reader.part(try integers(field).offsets)
    while part.offset < part.end { try append(Int64(bitPattern: try part.varint()), to: &list) }
  }

  /// Adds the numbers of a field to a list.
  mutating func append(
    floats field: ProtobufField, to list: inout [Float]
  ) throws(ModelFileError) {
    let range = try floats(field, size: 4).offsets
    for offset in stride(from: range.lowerBound, to: range.upperBound, by: 4) {
      try append(Float(bitPattern: reader.fixed32(at: offset)), to: &list)
    }
  }
}

extension UnsafeRawBufferPointer {
  /// The place of the first byte that is not part of a UTF-8 text; `nil` where all are.
  fileprivate var firstNotUTF8: Int? {
    guard contains(where: { $0 >= 0x80 }) else { return nil }
    var decoder = Unicode.UTF8.ForwardParser()
    var iterator = makeIterator()
    var offset = 0
    while true {
      switch decoder.parseScalar(from: &iterator) {
      case .valid(let scalar): offset += scalar.count
      case .emptyInput: return nil
      case .error: return offset
      }
    }
  }
}
