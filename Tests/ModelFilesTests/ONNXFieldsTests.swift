import ModelFiles
import Tensors
import TestSupport
import Testing

@Suite("Fields of ONNX files")
struct ONNXFieldsTests {
  private struct Contents: Decodable { let models: [DescribedModel] }

  @Test("every field, also one that comes again, is read as onnx's own parser reads it")
  func golden() throws {
    let expected = try Golden.load("modelfiles/fields", as: Contents.self).models
    #expect(expected.map(\.file) == ["fields.onnx", "merged.onnx"])
    for model in expected {
      let read = try ONNXModel(contentsOf: ExpectedArrays.path(model.file)).model
      #expect(DescribedModel(read, file: model.file) == model, "\(model.file)")
    }
  }

  @Test("fields in any order give the same message")
  func order() throws {
    let fields = [
      Protobuf().text(1, "x"), Protobuf().text(2, "y"), Protobuf().text(3, "n"),
      Protobuf().text(4, "Relu"), Protobuf().message(5, Protobuf().text(1, "a").int(3, 4)),
    ]
    var draws = Draws(seed: 3)
    for _ in 0..<20 {
      let node = fields.shuffled(using: &draws).reduce(Protobuf()) { $0.raw($1.bytes) }
      let read = try Protobuf.model(Protobuf().message(1, node)).model().graph.node[0]
      #expect((read.input, read.output) == (["x"], ["y"]))
      #expect((read.name, read.opType) == ("n", "Relu"))
      #expect(read.attribute.map(\.name) == ["a"] && read.attribute.map(\.i) == [4])
    }
  }

  @Test("each graph knows its place in the file, with the fields that are not read")
  func places() throws {
    let inner = Protobuf().text(2, "in").message(14, Protobuf().text(1, "annotation"))
    let attribute = Protobuf().text(1, "body").message(6, inner)
    let graph = Protobuf().message(1, Protobuf().message(5, attribute)).text(1000, "more")
    let bytes = Protobuf.model(graph).text(1000, "beyond").bytes
    let read = try ONNXModel(bytes: StoredBytes(bytes), name: "m.onnx").graph
    #expect(Array(bytes[read.place.offsets]) == graph.bytes)
    #expect(Array(bytes[read.node[0].attribute[0].g.place.offsets]) == inner.bytes)
  }

  @Test("a choice of no tensor, an unknown field and a number of more bits than its type are read")
  func details() throws {
    let dimension = Protobuf().text(2, "n").int(1, 0)
    let type = Protobuf().int(1, 1 << 32 | 7).message(
      2, Protobuf().message(1, dimension).message(1, Protobuf()))
    let input = Protobuf().message(2, Protobuf().message(1, type))
    let unknown = Protobuf().int(536_870_911, 1).raw([0x99, 6]).raw([UInt8](repeating: 1, count: 8))
    let model = try Protobuf.model(unknown.message(11, input).raw(unknown.bytes)).model()
    let tensor = model.graph.input[0].type.tensorType
    // The lower 32 bits, as protobuf has it.
    #expect(tensor.elemType == 7)
    #expect(tensor.shape.dim.map(\.hasDimValue) == [true, false])
    #expect(tensor.shape.dim.map(\.dimParam) == ["", ""])
  }
}
