import Tensors

import ModelFiles

/// The bytes of protobuf messages, written by hand so that they can be wrong.
struct Protobuf {
  var bytes: [UInt8] = []

  /// Adds a number.
  func int(_ field: Int, _ value: Int) -> Protobuf {
    Protobuf(bytes: bytes + Self.varint(field << 3) + Self.varint(value))
  }

  /// Adds a message or other bytes after their length.
  func bytes(_ field: Int, _ contents: [UInt8]) -> Protobuf {
    Protobuf(bytes: bytes + Self.varint(field << 3 | 2) + Self.varint(contents.count) + contents)
  }

  /// Adds a text.
  func text(_ field: Int, _ text: String) -> Protobuf { bytes(field, Array(text.utf8)) }

  /// Adds a message.
  func message(_ field: Int, _ message: Protobuf) -> Protobuf { bytes(field, message.bytes) }

  /// Adds bytes as they are.
  func raw(_ raw: [UInt8]) -> Protobuf { Protobuf(bytes: bytes + raw) }

  static func varint(_ value: Int) -> [UInt8] {
    var rest = UInt64(bitPattern: Int64(value))
    var bytes: [UInt8] = []
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7f | 0x80))
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  /// A model whose graph is the given one.
  static func model(_ graph: Protobuf) -> Protobuf { Protobuf().int(1, 8).message(7, graph) }

  /// A tensor's name, type and axes.
  static func tensor(_ type: Int, _ dims: [Int], name: String = "w") -> Protobuf {
    dims.reduce(Protobuf()) { $0.int(1, $1) }.int(2, type).text(8, name)
  }

  /// The model that the bytes are.
  func model() throws(ModelFileError) -> ONNXModel {
    try ONNXModel(bytes: StoredBytes(bytes), name: "m.onnx")
  }

  /// The tensor that the bytes are.
  func tensor() throws(ModelFileError) -> StoredTensor {
    try ONNXTensor(bytes: StoredBytes(bytes), name: "t.pb").tensor
  }
}
