import Diagnoses
import ModelFiles
import Networks
import Tensors
import TestSupport
import Testing

@Suite("Fresh and learned weights of files")
struct FreshFileTests {
  @Test("a model exported as drawn looks fresh")
  func fresh() throws {
    let path = Golden.folder.appendingPathComponent("weightless/with.onnx").path
    let network = try Network(contentsOf: path, options: ONNXOptions(batch: 2))
    #expect(Freshness(of: network).share == 1)
  }

  @Test("trained models do not", arguments: RealModelTests.models)
  func learned(name: String, path: String) throws {
    let golden = try NPZ(
      contentsOf: Golden.folder.appendingPathComponent("models/\(name).npz").path)
    var arrays: [String: StoredTensor] = [:]
    for key in golden.names where !key.hasPrefix("output:") { arrays[key] = golden[key] }
    let file = TestModels.folder.appendingPathComponent("\(path).onnx").path
    let network = try Network(contentsOf: file, options: ONNXOptions(arrays: arrays))
    let share = try #require(Freshness(of: network).share)
    // The classifier of text directions has learned little.
    #expect(share < (name == "ppocr_cls" ? 0.6 : 0.2))
  }
}
