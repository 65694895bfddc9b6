import Diagnoses
import Foundation
import ModelFiles
import Networks
import Tensors
import TestSupport
import Testing

/// Trained weights as they are: no rule may decide against them, whatever made-up inputs they are given.
@Suite("Verdicts on real models")
struct RealModelVerdictTests {
  @Test("trained models are healthy on inputs that are made up", arguments: RealModelTests.models)
  func madeUp(name: String, path: String) throws {
    try expectHealthy(name, path, isGiven: false)
  }

  @Test("trained models are healthy on inputs of their kind", arguments: RealModelTests.models)
  func given(name: String, path: String) throws {
    try expectHealthy(name, path, isGiven: true)
  }

  private func expectHealthy(_ name: String, _ path: String, isGiven: Bool) throws {
    let golden = try NPZ(
      contentsOf: Golden.folder.appendingPathComponent("models/\(name).npz").path)
    var arrays: [String: StoredTensor] = [:]
    for key in golden.names where !key.hasPrefix("output:") { arrays[key] = golden[key] }
    let file = TestModels.folder.appendingPathComponent("\(path).onnx").path
    let network = try Network(contentsOf: file, options: ONNXOptions(arrays: arrays))
    let inputs = try CheckInputs(for: network, data: isGiven ? arrays : nil, examples: 4)
    let measurer = try Measurer(network, inputs: inputs, options: .init(usesBatchStatistics: false))
    let measurement = Measurement(measurer, draws: 1, seed: 1) { _ in network.storedWeights() }
    let shapes = try network.shapes(batch: inputs.batch)
    let weights = network.storedWeights()
    let evidence = Evidence(
      network: network, shapes: shapes, measurement: measurement,
      weights: WeightFacts(of: weights, in: network, shapes: shapes), areWeightsTrained: true,
      areInputsGiven: isGiven)
    #expect(measurement.draws[0].contains { $0 != nil })
    let findings = Judge.findings(evidence)
    print("DEBUG", name, isGiven, inputs.description, measurer.measuresGradients, evidence.trunk.chains.map { $0.values.count })
    for finding in findings { print("DEBUG  ", finding.weight, finding.code, finding.layer ?? "-", finding.message) }
    let wrong = findings.filter { $0.weight == .verdict }
    #expect(wrong.isEmpty, "\(wrong.map { "\($0.code) at \($0.layer ?? "-"): \($0.message)" })")
  }
}
