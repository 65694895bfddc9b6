/// A field of a message.
struct ProtobufField {
  let number: Int
  let type: ProtobufReader.WireType
  /// Where its tag lies.
  let start: Int
  /// Where its contents lie; of bytes without their length.
  let contents: Range<Int>
}

/// The tags, numbers and lengths of protobuf's encoding, each checked against the end.
///
/// - Source: <https://protobuf.dev/programming-guides/encoding/>.
struct ProtobufReader {
  /// How a field's contents are written.
  enum WireType: UInt64 {
    case varint = 0
    case fixed64 = 1
    case bytes = 2
    case fixed32 = 5
  }

  let bytes: UnsafeRawBufferPointer
  /// What errors call the file.
  let name: String
  /// The next byte.
  var offset: Int
  /// Where the message ends.
  var end: Int

  init(_ bytes: UnsafeRawBufferPointer, name: String) {
    self.bytes = bytes
    self.name = name
    (offset, end) = (0, bytes.count)
  }

  /// The next number of up to 64 bits.
  @inline(__always)
  mutating func varint() throws(ModelFileError) -> UInt64 {
    let start = offset
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      guard offset < end else { throw .endsWithin(name, offset: end, "a number") }
      let byte = UInt64(bytes[offset])
      offset += 1
      // Of the tenth byte one bit fits.
      guard shift < 63 || byte <= 1 else { throw .longNumber(name, offset: start) }
      value |= (byte & 0x7f) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
  }

  /// The next field, which is then passed.
  mutating func field() throws(ModelFileError) -> ProtobufField {
    let start = offset
    let tag = try varint()
    guard let type = WireType(rawValue: tag & 7) else {
      throw .wireType(name, offset: start, tag & 7)
    }
    guard (1..<1 << 29).contains(tag >> 3) else {
      throw .fieldNumber(name, offset: start, tag >> 3)
    }
    return ProtobufField(
      number: Int(tag >> 3), type: type, start: start, contents: try contents(type))
  }

  /// A reader of a part of the bytes.
  func part(_ range: Range<Int>) -> ProtobufReader {
    var part = self
    (part.offset, part.end) = (range.lowerBound, range.upperBound)
    return part
  }

  /// The number in four bytes, of which all are there.
  func fixed32(at offset: Int) -> UInt32 {
    UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  private mutating func contents(_ type: WireType) throws(ModelFileError) -> Range<Int> {
    switch type {
    case .varint:
      let start = offset
      _ = try varint()
      return start..<offset
    case .fixed32: return try take(4)
    case .fixed64: return try take(8)
    case .bytes:
      let length = try varint()
      guard length <= UInt64(end - offset) else {
        throw .contentsBeyondEnd(name, offset: offset, length: length, rest: end - offset)
      }
      return try take(Int(length))
    }
  }

  private mutating func take(_ count: Int) throws(ModelFileError) -> Range<Int> {
    guard count <= end - offset else {
      throw .contentsBeyondEnd(name, offset: offset, length: UInt64(count), rest: end - offset)
    }
    defer { offset += count }
    return offset..<offset + count
  }
}
