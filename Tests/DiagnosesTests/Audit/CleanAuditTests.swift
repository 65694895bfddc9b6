import Diagnoses
import Initializers
import Recipes
import Testing

@Suite("Audits of clean draws")
struct CleanAuditTests {
  static let seeds: [UInt64] = Array(0..<20)

  static let recipes =
    ["pytorch", "keras", "flax"] + [
      "glorotUniform", "glorotNormal", "glorotTruncatedNormal", "standardUniform", "heUniform",
      "heNormal", "heTruncatedNormal", "heFanOutUniform", "heFanOutNormal", "lecunUniform",
      "lecunNormal", "lecunTruncatedNormal", "orthogonal", "deltaOrthogonal", "identity",
      "normal:0.02", "truncatedNormal:0.02", "normalWithin:0.02,-0.04,0.04", "uniform:0.05",
      "sparse:0.9",
    ]

  @Test("a recipe's own draws raise nothing over 20 seeds", arguments: recipes)
  func withRecipe(_ name: String) throws {
    let recipe = try RecipeCatalog.recipe(spelled: name)
    let parameters = try AuditModel.layers()
    for seed in Self.seeds {
      let sources = try AuditModel.drawn(parameters, by: recipe, seed: seed)
      let result = try AuditModel.audit(sources, parameters, recipe: recipe)
      // A matrix of zeros and ones has equal units by its law.
      let found = result.findings.filter { $0.severity != .note }
      #expect(found.isEmpty, "\(name), seed \(seed): \(found.map { $0.message })")
    }
  }

  @Test(
    "without a recipe draws with right fans raise nothing over 20 seeds",
    arguments: [
      "glorotUniform", "glorotNormal", "glorotTruncatedNormal", "standardUniform", "heUniform",
      "heNormal", "heTruncatedNormal", "lecunUniform", "lecunNormal", "lecunTruncatedNormal",
      "orthogonal", "normal:0.02", "normal:0.03", "truncatedNormal:0.02", "uniform:0.05", "flax",
      "uniform:0.07",
    ])
  func withoutRecipe(_ name: String) throws {
    let recipe = try RecipeCatalog.recipe(spelled: name)
    let parameters = try AuditModel.layers()
    for seed in Self.seeds {
      let sources = try AuditModel.drawn(parameters, by: recipe, seed: seed)
      let result = try AuditModel.audit(sources, parameters)
      #expect(
        result.faults.isEmpty, "\(name), seed \(seed): \(result.faults.map { $0.message })")
      for tensor in result.tensors where tensor.isWeightForTests {
        #expect(!tensor.isTrainedForTests, "\(name), seed \(seed): \(tensor.name)")
      }
    }
  }

  @Test("a scale of somebody's choice that one tensor has is not called that of wrong fans")
  func chosen() throws {
    // He's with a quarter of the fan in, and with the fan out.
    for variance in [2.0 / 12, 2.0 / 99] {
      for seed in Self.seeds {
        let result = try AuditFault.redrawn(
          "head.weight", by: "normal:0.03", as: Normal(variance: variance), seed)
        #expect(
          result.faults.isEmpty, "\(variance), seed \(seed): \(result.faults.map { $0.message })")
      }
    }
  }

  @Test("rounding to 16 bits raises nothing and hides no law", arguments: ["bf16", "f16"])
  func rounded(_ type: String) throws {
    let parameters = try AuditModel.layers()
    for name in ["glorotUniform", "heNormal", "lecunTruncatedNormal", "standardUniform"] {
      let recipe = try RecipeCatalog.recipe(spelled: name)
      for seed in Self.seeds {
        let sources = try AuditModel.drawn(
          parameters, by: recipe, seed: seed, as: type == "bf16" ? .bfloat16 : .float16)
        for audited in [
          try AuditModel.audit(sources, parameters),
          try AuditModel.audit(sources, parameters, recipe: recipe),
        ] {
          #expect(
            audited.faults.isEmpty, "\(name), seed \(seed): \(audited.faults.map { $0.message })")
          for tensor in audited.tensors where tensor.isWeightForTests {
            #expect(!tensor.isTrainedForTests, "\(name), seed \(seed): \(tensor.name)")
          }
        }
      }
    }
  }

  @Test("the initializer of a draw is the one that is named")
  func named() throws {
    let parameters = [
      AuditModel.dense("a.weight", 99, 350), AuditModel.dense("b.weight", 620, 130),
    ]
    for name in [
      "glorotUniform", "glorotNormal", "glorotTruncatedNormal", "standardUniform", "heUniform",
      "heNormal", "heTruncatedNormal", "lecunUniform", "lecunNormal", "lecunTruncatedNormal",
      "heFanOutNormal", "orthogonal", "normal:0.02", "truncatedNormal:0.02", "identity",
    ] {
      let recipe = try RecipeCatalog.recipe(spelled: name)
      for seed in Self.seeds.prefix(5) {
        let sources = try AuditModel.drawn(parameters, by: recipe, seed: seed)
        for tensor in try AuditModel.audit(sources, parameters).tensors {
          let names = [tensor.initializer?.name ?? "none"] + (tensor.initializer?.synonyms ?? [])
          #expect(names.contains(name), "\(names), \(tensor.initializer?.confidence ?? 0)")
          #expect(tensor.initializer.map { $0.confidence > 0.3 } == true)
        }
      }
    }
  }
}

extension AuditedTensor {
  var isWeightForTests: Bool { role == "weight" || role == "embedding" || role == "residual end" }
  var isTrainedForTests: Bool {
    law?.family == .trained || parts.contains { $0.law?.family == .trained }
  }
}
