import Diagnoses
import Foundation
import ModelFiles
import Networks
import Tensors
import TestSupport
import Testing

/// Trained weights as they are: no rule may decide against them, whatever inputs are made up.
@Suite("Verdicts on real models")
struct RealModelVerdictTests {
  private func verdicts(_ name: String, _ path: String, isGiven: Bool) throws -> [String] {
    let golden = try NPZ(
      contentsOf: Golden.folder.appendingPathComponent("models/\(name).npz").path)
    var arrays: [String: StoredTensor] = [:]
    for key in golden.names where !key.hasPrefix("output:") { arrays[key] = golden[key] }
    let file = TestModels.folder.appendingPathComponent("\(path).onnx").path
    let network = try Network(contentsOf: file, options: ONNXOptions(arrays: arrays))
    var check = Check(network, weights: .asTheyAre)
    check.examples = 4
    if isGiven { check.data = arrays }
    let diagnosis = try check.run()
    #expect(diagnosis.method.isMeasured)
    return diagnosis.findings.filter { $0.weight == .verdict }.map {
      "\($0.code) at \($0.layer ?? "-"): \($0.message)"
    }
  }

  @Test("trained models are healthy on inputs that are made up", arguments: RealModelTests.models)
  func madeUp(name: String, path: String) throws {
    #expect(try verdicts(name, path, isGiven: false) == [])
  }

  @Test("trained models are healthy on inputs of their kind", arguments: RealModelTests.models)
  func given(name: String, path: String) throws {
    #expect(try verdicts(name, path, isGiven: true) == [])
  }
}
