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
  // Of Magika's input nothing says that its numbers are bytes, and all ones leave nothing to see.
  @Test(
    "trained models are healthy on inputs that are made up",
    arguments: RealModelTests.models.filter { $0.0 != "magika" })
  func madeUp(name: String, path: String) throws {
    let golden = try NPZ(
      contentsOf: Golden.folder.appendingPathComponent("models/\(name).npz").path)
    var arrays: [String: StoredTensor] = [:]
    for key in golden.names where !key.hasPrefix("output:") { arrays[key] = golden[key] }
    let file = TestModels.folder.appendingPathComponent("\(path).onnx").path
    let network = try Network(contentsOf: file, options: ONNXOptions(arrays: arrays))
    var check = Check(network, weights: .asTheyAre)
    check.examples = 4
    let diagnosis = try check.run()
    #expect(diagnosis.method.isMeasured)
    let findings = diagnosis.findings
    let wrong = findings.filter { $0.weight == .verdict }
    #expect(wrong.isEmpty, "\(wrong.map { "\($0.code) at \($0.layer ?? "-"): \($0.message)" })")
  }
}
