import Foundation
import ModelFiles
import Networks
import Tensors
import TestSupport
import Threads

/// A case of the ONNX project's own tests: a model, inputs, and the outputs they must give.
struct BackendCase: Sendable {
  let name: String
  let folder: URL

  /// The cases in a folder of the ONNX package's test data, by name.
  static func all(in part: String) throws -> [BackendCase] {
    let folder = TestModels.onnx.appendingPathComponent(part)
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      .map { BackendCase(name: $0, folder: folder.appendingPathComponent($0)) }
      .filter { FileManager.default.fileExists(atPath: $0.model) }
  }

  private var model: String { folder.appendingPathComponent("model.onnx").path }

  /// The model uses operators that are not known here.
  struct UnknownOperators: Error {}

  /// What is wrong with our outputs; `nil` when they are as they must be.
  func complaint() throws -> String? {
    let model = try ONNXModel(contentsOf: model)
    guard model.unknownOperators.isEmpty else { throw UnknownOperators() }
    var complaint: String?
    let sets = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      .filter { $0.hasPrefix("test_data_set") }
    for set in sets where complaint == nil {
      complaint = try self.complaint(model, in: folder.appendingPathComponent(set))
    }
    return complaint
  }

  private func complaint(_ model: ONNXModel, in folder: URL) throws -> String? {
    var arrays: [String: StoredTensor] = [:]
    for (index, name) in model.inputNames.enumerated() {
      let path = folder.appendingPathComponent("input_\(index).pb").path
      guard FileManager.default.fileExists(atPath: path) else { continue }
      arrays[name] = try ONNXTensor(contentsOf: path).tensor
    }
    let network = try Network(model, options: ONNXOptions(arrays: arrays))
    let weights = network.storedWeights()
    let outputs = try network.evaluate(arrays, weights: weights)
    for (index, output) in network.outputs.enumerated() {
      let path = folder.appendingPathComponent("output_\(index).pb").path
      guard FileManager.default.fileExists(atPath: path) else { continue }
      let expected = try ONNXTensor(contentsOf: path).tensor
      let found = outputs[index].tensor
      guard found.shape == expected.shape else {
        return "output \(output.name): shape \(found.shape), \(expected.shape) was expected"
      }
      guard found.type == expected.type else {
        return "output \(output.name): \(found.type), \(expected.type) was expected"
      }
      // The bounds of ONNX's own runner.
      for (place, (x, y)) in zip(found.floats, expected.floats).enumerated() {
        let isClose =
          x == y || (x.isNaN && y.isNaN) || abs(x - y) <= 1e-7 + 1e-3 * abs(y)
        if !isClose { return "output \(output.name)[\(place)]: \(x), \(y) was expected" }
      }
    }
    return nil
  }
}
