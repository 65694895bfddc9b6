import Diagnoses
import Networks
import Tensors
import Testing

/// Networks that train as they are usually drawn: no rule may decide against one.
@Suite("Usual starts of real architectures")
struct ArchitectureTests {
  static let networks: [(String, @Sendable () throws -> Network)] = [
    ("ResNet-50", { try Architectures.resNet50(size: 64) }),
    (
      "ConvNeXt-T",
      { try Architectures.convNeXt(size: 64, widths: [96, 192, 384, 768], depths: [3, 3, 9, 3]) }
    ),
    ("U-Net", { try Architectures.uNet(size: 32, width: 32, depth: 3) }),
    ("ViT-S", { try Architectures.viT(size: 64, patch: 16, width: 384, blocks: 12, heads: 6) }),
    ("GPT-2", { try Architectures.gpt2(width: 768, blocks: 12, time: 8) }),
    ("BERT", { try Architectures.bert(width: 768, blocks: 12, time: 8) }),
  ]

  @Test("are healthy as measured", arguments: networks.map { $0.0 })
  func measured(name: String) throws {
    let make = try #require(Self.networks.first { $0.0 == name }).1
    let network = try make()
    for seed in [UInt64(1), 2] {
      var check = Check(network, weights: .asTheyAre)
      (check.draws, check.seed, check.examples) = (1, seed, 16)
      let findings = try check.run().findings
      let wrong = findings.filter { $0.weight == .verdict }
      #expect(wrong.isEmpty, "\(wrong.map { "\($0.code) at \($0.layer ?? "-"): \($0.message)" })")
    }
  }

  @Test("are healthy by theory alone", arguments: networks.map { $0.0 })
  func theory(name: String) throws {
    let make = try #require(Self.networks.first { $0.0 == name }).1
    let network = try make()
    var check = Check(network, weights: .asTheyAre)
    check.isTheoryOnly = true
    let findings = try check.run().findings
    let wrong = findings.filter { $0.weight == .verdict }
    #expect(wrong.isEmpty, "\(wrong.map { "\($0.code) at \($0.layer ?? "-"): \($0.message)" })")
  }
}
