// Fuzzes the ONNX reader: any bytes give a model whose tensors can be read, or ModelFileErrors.

@testable import ModelFiles
import Tensors

/// The bytes are a model, and a tensor in a file of its own.
func fuzzONNX(_ input: UnsafeBufferPointer<UInt8>) {
  // A copy in memory of its own size, so that the sanitizer sees a byte beyond it.
  let bytes = StoredBytes(input)
  do throws(ModelFileError) {
    read(try ONNXTensor(bytes: bytes, name: "t").tensor)
  } catch { check(error) }
  do throws(ModelFileError) {
    // The folder has no file, but every path is followed as far as it goes.
    let model = try ONNXModel(bytes: bytes, name: "m", folder: "/nowhere")
    visit(model.graph, of: model)
  } catch { check(error) }
}

private func visit(_ graph: ONNXGraphProto, of model: ONNXModel) {
  for tensor in graph.initializer { visit(tensor, of: model) }
  for attribute in graph.node.flatMap(\.attribute) {
    if attribute.hasT { visit(attribute.t, of: model) }
    for tensor in attribute.tensors { visit(tensor, of: model) }
    if attribute.hasG { visit(attribute.g, of: model) }
    for inner in attribute.graphs { visit(inner, of: model) }
  }
}

private func visit(_ tensor: ONNXTensorProto, of model: ONNXModel) {
  do throws(ModelFileError) {
    read(try model.tensor(tensor))
  } catch { check(error) }
}

private func read(_ tensor: StoredTensor) {
  precondition(tensor.floats.count == tensor.shape.count)
  for type in StoredType.allCases {
    let converted = tensor.converted(to: type)
    precondition(converted.littleEndianBytes.count == tensor.shape.count * type.size)
  }
  let isReadable = (try? tensor.integers()) != nil
  precondition(isReadable || tensor.type.isFloat || tensor.type == .uint64)
}

private func check(_ error: ModelFileError) {
  precondition(error.detail.contains("expected"), "\(error)")
}
