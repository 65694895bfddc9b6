import Foundation
import ModelFiles
import Networks
import Tensors
import TestSupport
import Testing

/// Models as people use them, against what onnxruntime gives (`Tests/Golden/models.py`).
@Suite("Real models")
struct RealModelTests {
  static let silero = "silero_vad/data/silero_vad"
  static let ocr = "rapidocr_onnxruntime/models/ch_"
  static let models = [
    ("magika", "magika/models/standard_v3_3/model"),
    ("silero_vad", silero),
    ("silero_vad_8k", silero),
    ("silero_vad_16k_op15", "\(silero)_16k_op15"),
    ("silero_vad_16k_sequence", "\(silero)_16k_sequence"),
    ("silero_vad_half", "\(silero)_half"),
    ("silero_vad_op18_ifless", "\(silero)_op18_ifless"),
    ("silero_vad_openvino_16k", "\(silero)_openvino_16k"),
    ("ppocr_det", "\(ocr)PP-OCRv4_det_infer"),
    ("ppocr_rec", "\(ocr)PP-OCRv4_rec_infer"),
    ("ppocr_cls", "\(ocr)ppocr_mobile_v2.0_cls_infer"),
  ]

  @Test(
    "give what onnxruntime gives, to 1e-4 of the largest value of each output", arguments: models)
  func golden(name: String, path: String) throws {
    let golden = try NPZ(
      contentsOf: Golden.folder.appendingPathComponent("models/\(name).npz").path)
    var arrays: [String: StoredTensor] = [:]
    for key in golden.names where !key.hasPrefix("output:") { arrays[key] = golden[key] }
    let file = TestModels.folder.appendingPathComponent("\(path).onnx").path
    let network = try Network(contentsOf: file, options: ONNXOptions(arrays: arrays))
    let weights = network.storedWeights()
    let outputs = try network.evaluate(arrays, weights: weights)
    #expect(outputs.count == golden.names.count { $0.hasPrefix("output:") })
    for (name, tensor) in outputs {
      let expected = try #require(golden["output:\(name)"])
      #expect(tensor.shape == expected.shape && tensor.type == expected.type)
      let (found, wanted) = (tensor.floats, expected.floats)
      let largest = wanted.map(abs).max() ?? 0
      let error = zip(found, wanted).map { abs($0 - $1) }.max() ?? 0
      #expect(error <= 1e-4 * largest, "\(name): off by \(error) of \(largest)")
    }
  }

  @Test(
    "the nine architectures that ONNX ships give their shipped outputs",
    arguments: [
      "bvlc_alexnet", "densenet121", "inception_v1", "inception_v2", "resnet50", "shufflenet",
      "squeezenet", "vgg19", "zfnet512",
    ])
  func light(name: String) throws {
    let folder = TestModels.onnx.appendingPathComponent("light")
    let model = try ONNXModel(
      contentsOf: folder.appendingPathComponent("light_\(name).onnx").path)
    let network = try Network(model)
    let input = try #require(network.inputs.first)
    let shape = try input.shape(batch: 1)
    // As ONNX's own runner makes it: from 0 to 1 in equal steps.
    let steps = (0..<shape.count).map { Float(Double($0) / Double(shape.count)) }
    let arrays = [input.name: StoredTensor(shape, floats: steps)]
    let weights = network.storedWeights()
    let found = try network.evaluate(arrays, weights: weights)[0].tensor
    let expected = try ONNXTensor(
      contentsOf: folder.appendingPathComponent("light_\(name)_output_0.pb").path
    ).tensor
    #expect(found.shape == expected.shape)
    for (x, y) in zip(found.floats, expected.floats) {
      #expect(abs(x - y) <= 1e-7 + 1e-3 * abs(y))
    }
  }
}
