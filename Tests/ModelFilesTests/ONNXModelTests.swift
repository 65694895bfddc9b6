import Foundation
import Tensors
import TestSupport
import Testing

import ModelFiles

@Suite("ONNX models")
struct ONNXModelTests {
  @Test("tensors of every type, in raw_data or in their own field, have the bytes that onnx reads")
  func types() throws {
    let model = try ONNXModel(contentsOf: ExpectedArrays.path("types.onnx"))
    let expected = try ExpectedArrays.of("types.onnx")
    #expect(expected.count == 15 * 4 * 2)
    #expect(model.graph.initializer.map(\.name) == expected.map(\.key))
    for (tensor, item) in zip(model.graph.initializer, expected) {
      #expect(try model.tensor(tensor).isEqual(to: item), "\(item.key)")
    }
    #expect(model.model.opsetImport.map(\.version) == [22])
    #expect(model.graph.input[0].type.tensorType.shape.dim.map(\.dimParam) == ["batch", ""])
    #expect(model.graph.input[0].type.tensorType.shape.dim.map(\.dimValue) == [0, 3])
  }

  @Test("tensors in attributes and in graphs in graphs are found")
  func nested() throws {
    let model = try ONNXModel(contentsOf: ExpectedArrays.path("nested.onnx"))
    var found: [String: StoredTensor] = [:]
    func visit(_ graph: ONNXGraphProto) throws {
      for tensor in graph.initializer { found[tensor.name] = try model.tensor(tensor) }
      for attribute in graph.node.flatMap(\.attribute) {
        if attribute.hasT { found[attribute.t.name] = try model.tensor(attribute.t) }
        if attribute.hasG { try visit(attribute.g) }
      }
    }
    try visit(model.graph)
    let expected = try ExpectedArrays.of("nested.onnx")
    #expect(Set(found.keys) == Set(expected.map(\.key)))
    for item in expected { #expect(found[item.key]?.isEqual(to: item) == true, "\(item.key)") }
  }

  @Test("tensors in files of external data are read, whole or from an offset, in folders below too")
  func external() throws {
    let model = try ONNXModel(contentsOf: ExpectedArrays.path("external.onnx"))
    let expected = try ExpectedArrays.of("external.onnx")
    #expect(expected.count == 3)
    for (tensor, item) in zip(model.graph.initializer, expected) {
      #expect(try model.tensor(tensor).isEqual(to: item), "\(item.key)")
    }
  }

  @Test("elements in raw_data and in packed floats share the memory of the file")
  func shared() throws {
    let floats = [UInt8](repeating: 0x3f, count: 8)
    let graph = Protobuf()
      .message(5, Protobuf.tensor(1, [2]).bytes(9, floats))
      .message(5, Protobuf.tensor(1, [2]).bytes(4, floats))
      .message(5, Protobuf.tensor(11, [1]).bytes(10, floats))
    let bytes = StoredBytes(Protobuf.model(graph).bytes)
    let model = try ONNXModel(bytes: bytes, name: "m.onnx")
    let file = bytes.withUnsafeBytes { UInt(bitPattern: $0.baseAddress) }
    for tensor in model.graph.initializer {
      let start = try model.tensor(tensor).littleEndianBytes.withUnsafeBytes {
        UInt(bitPattern: $0.baseAddress)
      }
      #expect(start > file && start < file + UInt(bytes.count))
    }
  }

  @Test("numbers in several pieces or one by one, as protobuf allows, are put together")
  func pieces() throws {
    let one: [UInt8] = [0, 0, 0x80, 0x3f]
    let two: [UInt8] = [0, 0, 0, 0x40]
    let packed = Protobuf.tensor(1, [3]).bytes(4, one).bytes(4, two + one)
    #expect(try packed.tensor().floats == [1, 2, 1])
    let single = Protobuf.tensor(1, [2]).raw([0x25] + one).raw([0x25] + two)
    #expect(try single.tensor().floats == [1, 2])
    let dims = Protobuf().bytes(1, [2, 1]).int(2, 1).bytes(9, one + two)
    #expect(try dims.tensor().shape == [2, 1])
    let integers = Protobuf.tensor(7, [3]).int(7, -5).bytes(7, [1, 2])
    #expect(try integers.tensor().integers() == [-5, 1, 2])
    let mixed = Protobuf.tensor(1, [3]).bytes(4, one).raw([0x25] + two).bytes(4, one)
    #expect(try mixed.tensor().floats == [1, 2, 1])
    let wide = Protobuf.tensor(11, [1]).raw([0x51, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f])
    #expect(try wide.tensor().floats == [1.5])
  }
}
