import ModelFiles
import Networks
import Tensors
import TestSupport
import Testing

/// The ONNX project's own tests of nodes that give gradients of one value with respect to others.
///
/// Such a node is no part of a network here; what it gives is asked for by
/// `Network.gradients(_:cotangents:weights:threads:memoryLimit:)`.
@Suite("Gradients against the ONNX project's own tests")
struct WheelGradientTests {
  @Test(
    "the gradients of a network are what a Gradient node must give",
    arguments: ["test_gradient_of_add", "test_gradient_of_add_and_mul"])
  func gradients(name: String) throws {
    let folder = TestModels.onnx.appendingPathComponent("simple/\(name)")
    let data = folder.appendingPathComponent("test_data_set_0")
    let model = try ONNXModel(contentsOf: folder.appendingPathComponent("model.onnx").path)
    let node = try #require(model.graph.node.last)
    #expect(node.domain == "ai.onnx.preview.training" && node.opType == "Gradient")
    func attribute(_ name: String) throws -> ONNXAttributeProto {
      try #require(node.attribute.first { $0.name == name })
    }
    let y = String(decoding: try attribute("y").s, as: UTF8.self)
    let xs = try attribute("xs").strings.map { String(decoding: $0, as: UTF8.self) }

    var arrays: [String: StoredTensor] = [:]
    for (index, name) in model.inputNames.enumerated() {
      arrays[name] = try ONNXTensor(
        contentsOf: data.appendingPathComponent("input_\(index).pb").path
      ).tensor
    }
    let network = try Network(withoutLastNode(of: model, output: y).model())
    let found = try network.gradients(
      arrays, cotangents: [y: StoredTensor([], floats: [1])], weights: network.storedWeights())
    for (index, output) in model.graph.output.enumerated() {
      let expected = try ONNXTensor(
        contentsOf: data.appendingPathComponent("output_\(index).pb").path
      ).tensor
      let ours: StoredTensor
      if let place = node.output.firstIndex(of: output.name) {
        ours = try #require(found.inputs.first { $0.name == xs[place] }).tensor
      } else {
        ours = try #require(found.outputs.first { $0.name == output.name }).tensor
      }
      #expect(ours.shape == expected.shape && ours.type == expected.type)
      for (a, b) in zip(ours.floats, expected.floats) {
        #expect(abs(a - b) <= 0x1p-22 * abs(b), "\(output.name)")
      }
    }
  }

  // The model of scalars again, with one output.
  private func withoutLastNode(of model: ONNXModel, output: String) -> Protobuf {
    func scalar(_ name: String) -> Protobuf {
      let tensor = Protobuf().int(1, 1).message(2, Protobuf())
      return Protobuf().text(1, name).message(2, Protobuf().message(1, tensor))
    }
    var graph = Protobuf().text(2, "graph")
    for node in model.graph.node.dropLast() {
      var message = node.input.reduce(Protobuf()) { $0.text(1, $1) }
      message = node.output.reduce(message) { $0.text(2, $1) }
      graph = graph.message(1, message.text(4, node.opType))
    }
    for name in model.inputNames { graph = graph.message(11, scalar(name)) }
    graph = graph.message(12, scalar(output))
    return Protobuf.model(graph).message(8, Protobuf().int(2, 12))
  }
}
