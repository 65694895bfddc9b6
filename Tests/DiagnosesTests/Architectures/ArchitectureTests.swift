import Diagnoses
import Foundation
import Networks
import Tensors
import Testing

/// Networks that train as they are usually drawn: no rule may decide against one.
@Suite("Usual starts of real architectures")
struct ArchitectureTests {
  static let networks: [(String, @Sendable () -> Network)] = [
    ("ResNet-50", { Architectures.resNet50(size: 64) }),
    (
      "ConvNeXt-T",
      { Architectures.convNeXt(size: 64, widths: [96, 192, 384, 768], depths: [3, 3, 9, 3]) }
    ),
    ("U-Net", { Architectures.uNet(size: 32, width: 32, depth: 3) }),
    ("ViT-S", { Architectures.viT(size: 64, patch: 16, width: 384, blocks: 12, heads: 6) }),
    ("GPT-2", { Architectures.gpt2(width: 768, blocks: 12, time: 8) }),
    ("BERT", { Architectures.bert(width: 768, blocks: 12, time: 8) }),
  ]

  static func judged(_ network: Network, seed: UInt64, examples: Int) throws -> [Finding] {
    let inputs = try CheckInputs(for: network, examples: examples)
    let measurer = try Measurer(network, inputs: inputs, options: .init(usesBatchStatistics: true))
    let measurement = Measurement(measurer, draws: 1, seed: seed) { network.draw(seed: $0) }
    let shapes = try network.shapes(batch: examples)
    let weights = network.draw(seed: seed)
    return Judge.findings(
      Evidence(
        network: network, shapes: shapes, measurement: measurement,
        prediction: try network.moments(batch: examples),
        weights: WeightFacts(of: weights, in: network, shapes: shapes)))
  }

  @Test("are healthy as measured", arguments: networks.map { $0.0 })
  func measured(name: String) throws {
    let network = try #require(Self.networks.first { $0.0 == name }).1()
    for seed in [UInt64(1), 2] {
      let start = Date()
      let findings = try Self.judged(network, seed: seed, examples: 16)
      print("DEBUG", name, seed, Date().timeIntervalSince(start))
      for finding in findings { print("DEBUG  ", finding.weight, finding.code, finding.layer ?? "-", finding.message) }
      let wrong = findings.filter { $0.weight == .verdict }
      #expect(wrong.isEmpty, "\(wrong.map { "\($0.code) at \($0.layer ?? "-"): \($0.message)" })")
    }
  }

  @Test("are healthy by theory alone", arguments: networks.map { $0.0 })
  func theory(name: String) throws {
    let network = try #require(Self.networks.first { $0.0 == name }).1()
    let findings = Judge.findings(try Evidence(theoryOf: network))
    for finding in findings { print("DEBUG t ", name, finding.weight, finding.code, finding.layer ?? "-", finding.message) }
    let wrong = findings.filter { $0.weight == .verdict }
    #expect(wrong.isEmpty, "\(wrong.map { "\($0.code) at \($0.layer ?? "-"): \($0.message)" })")
  }
}
