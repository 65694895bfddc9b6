/// Decodes messages in one pass over the file, with limits on depth and memory.
///
/// Decoding could take memory beyond all measure: a file of empty nodes, two bytes each, would become
/// a hundred times as large. So what each part takes is counted before it is taken.
struct ONNXDecoder {
  /// A graph may lie in a graph in a graph, so many deep.
  static let depthLimit = 24
  /// Decoded messages may take so many times the file's size, and 64 MiB.
  static let memoryFactor = 32

  private(set) var reader: ProtobufReader
  // What errors call the message that is decoded.
  private var kind = ""
  private var depth = 0
  private var cost = 0
  private let costLimit: Int

  /// The message that a file is.
  static func message<Message: ONNXMessage>(
    _ type: Message.Type, in bytes: UnsafeRawBufferPointer, name: String
  ) throws(ModelFileError) -> Message {
    guard bytes.count <= ONNXModel.sizeLimit else {
      throw .fileSize(name, bytes.count, limit: ONNXModel.sizeLimit)
    }
    var decoder = ONNXDecoder(ProtobufReader(bytes, name: name))
    var message = Message()
    try decoder.decode(&message, in: 0..<bytes.count)
    return message
  }

  private init(_ reader: ProtobufReader) {
    self.reader = reader
    costLimit = Self.memoryFactor * reader.bytes.count + 64 << 20
  }

  /// Adds a field's contents to a message.
  mutating func decode<Message: ONNXMessage>(
    _ message: inout Message, from field: ProtobufField
  ) throws(ModelFileError) {
    try check(field, .bytes)
    try decode(&message, in: field.contents)
  }

  private mutating func decode<Message: ONNXMessage>(
    _ message: inout Message, in range: Range<Int>
  ) throws(ModelFileError) {
    let outer = (reader.offset, reader.end, kind)
    (reader.offset, reader.end, kind) = (range.lowerBound, range.upperBound, Message.kind)
    while reader.offset < reader.end { try message.decode(try reader.field(), &self) }
    (reader.offset, reader.end, kind) = outer
  }

  /// The graph that a field is.
  mutating func graph(_ field: ProtobufField) throws(ModelFileError) -> ONNXGraphProto {
    depth += 1
    guard depth <= Self.depthLimit else {
      throw .graphDepth(reader.name, offset: field.start, limit: Self.depthLimit)
    }
    var graph = ONNXGraphProto()
    try decode(&graph, from: field)
    graph.place = FileRange(field.contents)
    depth -= 1
    return graph
  }

  /// The tensor that a field is.
  mutating func tensor(_ field: ProtobufField) throws(ModelFileError) -> ONNXTensorProto {
    var tensor = ONNXTensorProto()
    try decode(&tensor, from: field)
    tensor.place = FileRange(field.contents)
    return tensor
  }

  func secondGraph(_ field: ProtobufField) -> ModelFileError {
    .secondGraph(reader.name, offset: field.start, of: kind)
  }

  /// Adds the message that a field is to a list.
  mutating func append<Message: ONNXMessage>(
    _ field: ProtobufField, to list: inout [Message]
  ) throws(ModelFileError) {
    var message = Message()
    try decode(&message, from: field)
    try append(message, to: &list)
  }

  /// Adds an element to a list.
  mutating func append<Element>(
    _ element: Element, to list: inout [Element]
  ) throws(ModelFileError) {
    // A growing list holds an element up to three times, and the list itself takes a block.
    try pay(3 * MemoryLayout<Element>.stride + (list.isEmpty ? 64 : 0))
    list.append(element)
  }

  /// Throws where a field has another encoding than the schema's.
  func check(_ field: ProtobufField, _ type: ProtobufReader.WireType) throws(ModelFileError) {
    guard field.type == type else { throw mismatch(field) }
  }

  func mismatch(_ field: ProtobufField) -> ModelFileError {
    .fieldType(reader.name, offset: field.start, field.number, of: kind)
  }

  /// Counts memory that is about to be taken.
  mutating func pay(_ bytes: Int) throws(ModelFileError) {
    cost += bytes
    guard cost <= costLimit else {
      throw .tooManyParts(
        reader.name, offset: reader.offset, size: reader.bytes.count, limit: costLimit)
    }
  }
}
