import SwiftProtobuf

/// A model's bytes without the contents of its tensors, checked so that decoding them cannot fail.
///
/// Tensors are most of a model. Decoding would copy them; here they stay where they are in the file,
/// and the skeleton has their places. The same pass refuses what protobuf would take memory or time
/// for beyond all measure: a file of empty nodes, two bytes each, would become a hundred times as
/// large.
struct ONNXSkeleton {
  /// A graph may lie in a graph in a graph, so many deep.
  static let depthLimit = 24
  /// Decoded messages may take so many times the file's size, and 64 MiB.
  static let memoryFactor = 32
  /// The numbers of one field may come in so many pieces; every writer makes one.
  static let pieceLimit = 64
  private static let placeField = 536_870_911

  private var reader: ProtobufReader
  private var output: [UInt8] = []
  private var cost = 0
  private let costLimit: Int

  /// The skeleton of a message.
  static func bytes(
    of message: ONNXMessage, in bytes: UnsafeRawBufferPointer, name: String
  ) throws(ModelFileError) -> [UInt8] {
    var skeleton = ONNXSkeleton(reader: ProtobufReader(bytes, name: name))
    try skeleton.copy(message, depth: 0)
    return skeleton.output
  }

  private init(reader: ProtobufReader) {
    self.reader = reader
    costLimit = Self.memoryFactor * reader.bytes.count + 64 << 20
  }

  /// Checks the fields of a message up to the reader's end, and writes them.
  private mutating func copy(_ message: ONNXMessage, depth: Int) throws(ModelFileError) {
    var pieces = 0
    try pay(message.cost)
    while reader.offset < reader.end {
      let start = reader.offset
      let (number, type) = try reader.tag()
      let tagEnd = reader.offset
      let contents = try reader.contents(type)
      let field = message.field(number)
      guard type == .bytes else {
        try check(field, number, type, in: message, at: start)
        append(start..<contents.upperBound)
        continue
      }
      switch field {
      case .message(let inner):
        let depth = inner == .graph ? depth + 1 : depth
        guard depth <= Self.depthLimit else {
          throw .graphDepth(reader.name, offset: start, limit: Self.depthLimit)
        }
        let end = reader.end
        (reader.offset, reader.end) = (contents.lowerBound, contents.upperBound)
        if inner.holdsTensors {
          append(start..<tagEnd)
          try copyCounted(inner, depth: depth)
        } else {
          try check(inner, at: start)
          append(start..<contents.upperBound)
        }
        (reader.offset, reader.end) = (contents.upperBound, end)
      case .placed(let size):
        guard contents.count % size == 0 else {
          throw .partialElement(
            reader.name, offset: contents.lowerBound, length: contents.count, size: size)
        }
        try count(&pieces, at: start)
        try appendPlace(of: number, contents)
      default:
        try checkBytes(field, number, contents, in: message, at: start, &pieces)
        append(start..<contents.upperBound)
      }
    }
  }

  /// Writes a message after its length, which is filled in when it is known, in five bytes.
  private mutating func copyCounted(_ message: ONNXMessage, depth: Int) throws(ModelFileError) {
    let place = output.count
    output.append(contentsOf: [0x80, 0x80, 0x80, 0x80, 0x00])
    try copy(message, depth: depth)
    let length = output.count - place - 5
    for index in 0..<5 {
      output[place + index] |= UInt8(truncatingIfNeeded: length >> (7 * index)) & 0x7f
    }
  }

  /// Checks the fields of a message that is kept as it is.
  private mutating func check(_ message: ONNXMessage, at start: Int) throws(ModelFileError) {
    var pieces = 0
    try pay(message.cost)
    while reader.offset < reader.end {
      let start = reader.offset
      let (number, type) = try reader.tag()
      let contents = try reader.contents(type)
      let field = message.field(number)
      if type != .bytes {
        try check(field, number, type, in: message, at: start)
      } else if case .message(let inner) = field {
        let end = reader.end
        (reader.offset, reader.end) = (contents.lowerBound, contents.upperBound)
        try check(inner, at: start)
        (reader.offset, reader.end) = (contents.upperBound, end)
      } else {
        try checkBytes(field, number, contents, in: message, at: start, &pieces)
      }
    }
  }

  /// Checks a field whose contents are a number.
  private mutating func check(
    _ field: ONNXMessage.Field?, _ number: Int, _ type: ProtobufReader.WireType,
    in message: ONNXMessage, at start: Int
  ) throws(ModelFileError) {
    let matches =
      switch field {
      case .integer, .integers: type == .varint
      case .float, .floats, .placed(size: 4): type == .fixed32
      case .placed(size: 8): type == .fixed64
      case nil: number != Self.placeField || message != .tensor
      default: false
      }
    guard matches else {
      throw .fieldType(reader.name, offset: start, number, of: message.rawValue)
    }
    // A list's element, or an unknown field with its tag.
    try pay(24 + (field == nil ? 64 : 0))
  }

  /// Checks a field whose contents are bytes and no message.
  private mutating func checkBytes(
    _ field: ONNXMessage.Field?, _ number: Int, _ contents: Range<Int>, in message: ONNXMessage,
    at start: Int, _ pieces: inout Int
  ) throws(ModelFileError) {
    switch field {
    case .text, .texts:
      let text = UnsafeRawBufferPointer(rebasing: reader.bytes[contents])
      if let place = firstNotUTF8(text) {
        throw .notUTF8(reader.name, offset: contents.lowerBound + place)
      }
      try pay(3 * MemoryLayout<String>.stride + (contents.count > 15 ? contents.count + 64 : 0))
    case .data, .datas: try pay(48 + (contents.count > 14 ? contents.count + 128 : 0))
    case .integers, .floats:
      try count(&pieces, at: start)
      try checkPacked(field == .floats, contents)
      try pay(8 * contents.count + 64)
    case nil where number != Self.placeField || message != .tensor: try pay(3 * contents.count + 64)
    default: throw .fieldType(reader.name, offset: start, number, of: message.rawValue)
    }
  }

  private mutating func checkPacked(
    _ isFloats: Bool, _ contents: Range<Int>
  ) throws(ModelFileError) {
    if isFloats {
      guard contents.count % 4 == 0 else {
        throw .partialElement(
          reader.name, offset: contents.lowerBound, length: contents.count, size: 4)
      }
      return
    }
    var inner = reader
    (inner.offset, inner.end) = (contents.lowerBound, contents.upperBound)
    while inner.offset < inner.end { _ = try inner.varint() }
  }

  private mutating func pay(_ bytes: Int) throws(ModelFileError) {
    cost += bytes
    guard cost <= costLimit else {
      throw .tooManyParts(
        reader.name, offset: reader.offset, size: reader.bytes.count, limit: costLimit)
    }
  }

  private func count(_ pieces: inout Int, at start: Int) throws(ModelFileError) {
    pieces += 1
    guard pieces <= Self.pieceLimit else {
      throw .pieces(reader.name, offset: start, limit: Self.pieceLimit)
    }
  }

  private mutating func append(_ range: Range<Int>) {
    output.append(contentsOf: reader.bytes[range])
  }

  private mutating func appendPlace(of field: Int, _ range: Range<Int>) throws(ModelFileError) {
    var place: [UInt8] = []
    for (number, value) in [(1, field), (2, range.lowerBound), (3, range.count)] {
      place.append(UInt8(number << 3))
      Self.append(UInt64(value), to: &place)
    }
    try pay(3 * MemoryLayout<ONNXPlaceProto>.stride)
    Self.append(UInt64(Self.placeField << 3 | 2), to: &output)
    Self.append(UInt64(place.count), to: &output)
    output.append(contentsOf: place)
  }

  private static func append(_ value: UInt64, to bytes: inout [UInt8]) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7f | 0x80))
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}

/// The place of the first byte that is not part of a UTF-8 text; `nil` where all are.
private func firstNotUTF8(_ bytes: UnsafeRawBufferPointer) -> Int? {
  guard bytes.contains(where: { $0 >= 0x80 }) else { return nil }
  var decoder = Unicode.UTF8.ForwardParser()
  var iterator = bytes.makeIterator()
  var offset = 0
  while true {
    switch decoder.parseScalar(from: &iterator) {
    case .valid(let scalar): offset += scalar.count
    case .emptyInput: return nil
    case .error: return offset
    }
  }
}
