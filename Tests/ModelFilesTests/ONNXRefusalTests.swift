import Foundation
import ModelFiles
import Tensors
import TestSupport
import Testing

/// A fault of a file and the sentence that tells of it.
struct Fault: Sendable, CustomStringConvertible {
  let code: ModelFileError.Code
  let sentence: String
  let read: @Sendable () throws -> Void

  init(
    _ code: ModelFileError.Code, _ sentence: String, _ read: @escaping @Sendable () throws -> Void
  ) {
    (self.code, self.sentence, self.read) = (code, sentence, read)
  }

  var description: String { sentence }

  func check() {
    let error = #expect(throws: ModelFileError.self) { try read() }
    #expect(error?.code == code)
    #expect(error?.description == sentence)
  }
}

@Suite("Refused ONNX files")
struct ONNXRefusalTests {
  private static let types =
    "one of float32, uint8, int8, uint16, int16, int32, int64, bool, float16, float64, uint32, "
    + "uint64, bfloat16, float8E4M3, float8E5M2 was expected"

  private static func model(
    _ code: ModelFileError.Code, _ sentence: String, _ bytes: Protobuf
  ) -> Fault {
    Fault(code, "m.onnx\(sentence)") { _ = try bytes.model() }
  }

  private static func tensor(
    _ code: ModelFileError.Code, _ sentence: String, _ tensor: Protobuf
  ) -> Fault {
    Fault(code, "t.pb, tensor w: \(sentence)") { _ = try tensor.tensor() }
  }

  static let bytes: [Fault] = [
    model(.noGraph, ": no graph, an ONNX model with one was expected", Protobuf()),
    model(
      .truncated, " byte 1: ends within a number, the rest of it was expected",
      Protobuf(bytes: [0x88])),
    model(
      .syntax, " byte 1: a number of more than 64 bits, at most 64 were expected",
      Protobuf(bytes: [0x08] + [UInt8](repeating: 0xff, count: 9) + [2])),
    model(
      .syntax, " byte 0: a field of wire type 3, 0, 1, 2 or 5 of an ONNX file was expected",
      Protobuf(bytes: [0x0b])),
    model(
      .syntax, " byte 0: field number 0, 1 to 536870911 of an ONNX file was expected",
      Protobuf(bytes: [0x00])),
    model(
      .syntax, " byte 0: field number 536870912, 1 to 536870911 of an ONNX file was expected",
      Protobuf().int(536_870_912, 1)),
    model(
      .truncated, " byte 2: 3 bytes to the end, 5 of a field were expected",
      Protobuf(bytes: [0x12, 5, 1, 2, 3])),
    model(
      .truncated, " byte 1: 2 bytes to the end, 4 of a field were expected",
      Protobuf(bytes: [0x7d, 1, 2])),
    model(
      .truncated, " byte 11: 0 bytes to the end, 18446744073709551615 of a field were expected",
      Protobuf(bytes: [0x3a]).raw([UInt8](repeating: 0xff, count: 9) + [1])),
    model(
      .syntax,
      " byte 0: field 7 of a model in another encoding, that of ONNX's schema was expected",
      Protobuf().int(7, 1)),
    model(
      .syntax,
      " byte 4: field 1 of a node in another encoding, that of ONNX's schema was expected",
      Protobuf().message(7, Protobuf().message(1, Protobuf().int(1, 0)))),
    model(
      .syntax, " byte 2: a second graph of one model, one was expected",
      Protobuf().message(7, Protobuf()).message(7, Protobuf())),
    model(
      .syntax, " byte 8: a second graph of one attribute, one was expected",
      Protobuf().message(
        7,
        Protobuf().message(
          1, Protobuf().message(5, Protobuf().message(6, Protobuf()).message(6, Protobuf()))))),
    model(
      .truncated, " byte 8: ends within a number, the rest of it was expected",
      Protobuf().message(7, Protobuf().message(5, Protobuf().bytes(7, [1, 0x80]))).int(1, 1)),
    model(
      .encoding, " byte 5: a text that is not UTF-8, UTF-8 was expected",
      Protobuf().bytes(2, [0x61, 0x62, 0x63, 0xff])),
    model(
      .syntax, " byte 6: 3 bytes of numbers, a multiple of 4 was expected",
      Protobuf().message(7, Protobuf().message(5, Protobuf().bytes(4, [1, 2, 3])))),
    model(
      .syntax, " byte 8: 5 bytes of numbers, a multiple of 4 was expected",
      Protobuf().message(
        7, Protobuf().message(1, Protobuf().message(5, Protobuf().bytes(7, [1, 2, 3, 4, 5]))))),
  ]

  @Test("damaged bytes are refused word for word", arguments: bytes)
  func damaged(_ fault: Fault) { fault.check() }

  static let tensors: [Fault] = [
    tensor(
      .elementType, "elements of type string, \(types)", Protobuf.tensor(8, [1]).text(6, "a")),
    tensor(.elementType, "elements of type complex64, \(types)", Protobuf.tensor(14, [1])),
    tensor(.elementType, "elements of type int4, \(types)", Protobuf.tensor(22, [1])),
    tensor(.elementType, "elements of type uint4, \(types)", Protobuf.tensor(21, [1])),
    tensor(.elementType, "elements of type float4E2M1, \(types)", Protobuf.tensor(23, [1])),
    tensor(.elementType, "elements of type undefined, \(types)", Protobuf.tensor(0, [1])),
    tensor(.elementType, "elements of type 99, \(types)", Protobuf.tensor(99, [1])),
    tensor(
      .unsupported, "a segment of a tensor, or a sequence, a whole tensor was expected",
      Protobuf.tensor(1, [1]).message(3, Protobuf().int(1, 0))),
    tensor(
      .shape, "shape [2, -1]: axis length -1, at least 0 was expected", Protobuf.tensor(1, [2, -1])),
    tensor(
      .shape,
      "shape [\(1 << 40), \(1 << 40)]: more than \(Int.max) elements, at most \(Int.max) were expected",
      Protobuf.tensor(1, [1 << 40, 1 << 40])),
    tensor(
      .shape, "\(1 << 62) elements, as many as memory can address were expected",
      Protobuf.tensor(1, [1 << 62])),
    tensor(
      .shape, "65 axes, at most 64 were expected",
      Protobuf.tensor(1, [Int](repeating: 1, count: 65))),
    tensor(
      .storage, "data location 2, 0 or 1 was expected", Protobuf.tensor(1, [1]).int(14, 2)),
    tensor(.count, "no elements, 6 of shape 2×3 were expected", Protobuf.tensor(1, [2, 3])),
    tensor(
      .count, "5 bytes of raw_data, 8 for 2 of float32 were expected",
      Protobuf.tensor(1, [2]).bytes(9, [1, 2, 3, 4, 5])),
    tensor(
      .count, "1 bytes of raw_data, 0 for 0×2 of float32 were expected",
      Protobuf.tensor(1, [0, 2]).bytes(9, [1])),
    tensor(
      .count, "2 elements in float_data, 3 of shape 3 were expected",
      Protobuf.tensor(1, [3]).bytes(4, [UInt8](repeating: 0, count: 8))),
    tensor(
      .count, "2 elements in int64_data, 1 of shape scalar were expected",
      Protobuf.tensor(7, []).bytes(7, [1, 2])),
    tensor(
      .count, "1 bytes of raw_data, 4000000000000 for 1000000×1000000 of float32 were expected",
      Protobuf.tensor(1, [1_000_000, 1_000_000]).bytes(9, [1])),
    tensor(
      .storage, "elements in int32_data, raw_data or float_data alone was expected",
      Protobuf.tensor(1, [1]).bytes(5, [1])),
    tensor(
      .storage, "elements in int32_data and raw_data, raw_data or int32_data alone was expected",
      Protobuf.tensor(6, [1]).bytes(5, [1]).bytes(9, [1, 0, 0, 0])),
    tensor(
      .storage, "raw_data several times, once was expected",
      Protobuf.tensor(6, [1]).bytes(9, [1, 0, 0, 0]).bytes(9, [1, 0, 0, 0])),
    tensor(
      .range, "element 1 is 128, -128 to 127 of int8 was expected",
      Protobuf.tensor(3, [2]).bytes(5, [1, 0x80, 1])),
    tensor(
      .range, "element 0 is -1, 0 to 65535 of float16 was expected",
      Protobuf.tensor(10, [1]).int(5, -1)),
    tensor(
      .range, "element 0 is 2, 0 to 1 of bool was expected", Protobuf.tensor(9, [1]).int(5, 2)),
    tensor(
      .range, "element 0 is 4294967296, 0 to 4294967295 of uint32 was expected",
      Protobuf.tensor(12, [1]).int(11, 1 << 32)),
    Fault(
      .count,
      "t.pb, tensor a\\u{a}b\(String(repeating: "c", count: 97))…: no elements, 1 of shape 1 were expected"
    ) {
      let name = "a\nb" + String(repeating: "c", count: 1000)
      _ = try Protobuf.tensor(1, [1], name: name).tensor()
    },
    Fault(
      .count, "t.pb, a tensor without a name: no elements, 1 of shape 1 were expected"
    ) { _ = try Protobuf.tensor(1, [1], name: "").tensor() },
  ]

  @Test("tensors that make no sense are refused word for word", arguments: tensors)
  func senseless(_ fault: Fault) { fault.check() }

  @Test("files that cannot be read are refused word for word")
  func files() throws {
    let scratch = try Scratch()
    let path = scratch.path("none.onnx")
    Fault(.missing, "\(path): no such file, one that exists was expected") {
      _ = try ONNXModel(contentsOf: path)
    }.check()
    Fault(.notRegular, "/tmp: a directory, a regular file was expected") {
      _ = try ONNXModel(contentsOf: "/tmp")
    }.check()
    Fault(.notRegular, "/dev/null: a pipe or device, a regular file was expected") {
      _ = try ONNXTensor(contentsOf: "/dev/null")
    }.check()
    try scratch.write("", to: "empty.onnx")
    let empty = scratch.path("empty.onnx")
    Fault(.noGraph, "\(empty): no graph, an ONNX model with one was expected") {
      _ = try ONNXModel(contentsOf: empty)
    }.check()
    // Sparse: it takes no room on disk.
    let large = scratch.path("large.onnx")
    try scratch.write("", to: "large.onnx")
    let file = try #require(FileHandle(forWritingAtPath: large))
    try file.truncate(atOffset: 1 << 31)
    Fault(
      .tooLarge,
      "\(large): 2147483648 bytes, at most 2147483647 of a protobuf file were expected; tensors may lie in a file of external data"
    ) { _ = try ONNXModel(contentsOf: large) }.check()
    #expect(ModelFileError.Code.missing.kind == .missing)
    #expect(ModelFileError.Code.unreadable.kind == .inputOutput)
    #expect(ModelFileError.Code.count.kind == .data)
    #expect(ModelFileError.Code.name.kind == .usage)
  }
}
