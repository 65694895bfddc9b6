import Diagnoses
import Recipes
import Tensors
import TestSupport
import Testing

/// Models of transformers and torchvision before training, by `Tests/Golden/fresh_models.py`: each
/// tensor's moments and extremes, judged as those of a checkpoint are.
@Suite("Audits of models that other libraries made")
struct FreshModelAuditTests {
  private struct Model: Decodable {
    let tensors: [Row]
  }

  private struct Row: Decodable {
    let summary: TensorSummary

    init(from decoder: any Decoder) throws {
      var row = try decoder.unkeyedContainer()
      let name = try row.decode(String.self)
      let shape = Shape(try row.decode([Int].self))
      let numbers = try (0..<5).map { _ in try row.decode(Double.self) }
      summary = TensorSummary(
        name, shape, mean: numbers[0], standardDeviation: numbers[1], minimum: numbers[2],
        maximum: numbers[3], kurtosis: numbers[4])
    }
  }

  private func summaries(_ file: String) throws -> [TensorSummary] {
    try Golden.load("fresh_models/\(file)", as: Model.self).tensors.map { $0.summary }
  }

  private func audit(_ summaries: [TensorSummary], _ recipe: String) throws -> AuditResult {
    let named = NamedParameters(summaries.map { ($0.name, $0.shape) }, layout: nil)
    return try AuditResult(
      summaries, parameters: named.parameters, recipe: try RecipeCatalog.recipe(spelled: recipe))
  }

  private func changed(
    _ summaries: [TensorSummary], _ name: String, deviation: Double = 1, mean: Double = 0,
    bounds: Double = 1, kurtosis: Double = 1
  ) -> [TensorSummary] {
    summaries.map { old in
      guard old.name.hasSuffix(name) else { return old }
      return TensorSummary(
        old.name, old.shape, mean: old.mean + mean,
        standardDeviation: old.standardDeviation * deviation, minimum: old.minimum * bounds,
        maximum: old.maximum * bounds, kurtosis: old.kurtosis * kurtosis)
    }
  }

  @Test(
    "raise nothing with the recipe of their family",
    arguments: [("gpt2", "gpt2"), ("bert", "bert"), ("vit", "vit"), ("resnet50", "resnet")])
  func right(file: String, recipe: String) throws {
    let result = try audit(summaries(file), recipe)
    #expect(result.tensors.count == ["gpt2": 148, "bert": 202, "vit": 200][file] ?? 267)
    #expect(result.findings.map { $0.message } == [])
    #expect(result.tensors.allSatisfy { $0.expected != nil })
  }

  @Test("of GPT-2 the ends of branches alone are not those of the recipe of BERT, and the reverse")
  func depth() throws {
    for (file, recipe, ends) in [
      ("gpt2", "bert", ["attn.c_proj.weight", "mlp.c_proj.weight"]),
      ("bert", "gpt2", ["attention.output.dense.weight", ".output.dense.weight"]),
    ] {
      let result = try audit(summaries(file), recipe)
      #expect(Set(result.findings.map { $0.code }) == [.depthScaling])
      let named = result.findings.flatMap { $0.tensors }
      #expect(named.count == 24 && Set(named).count == 24)
      #expect(named.allSatisfy { name in ends.contains { name.hasSuffix($0) } })
    }
  }

  @Test("a kernel of as many inputs as outputs alone passes for one of the other fan")
  func fans() throws {
    let rows = try summaries("resnet50")
    let found = try audit(rows, "heNormal").findings.filter { $0.code != .value }
    let kernels = rows.filter { $0.shape.rank == 4 }
    let unlike = kernels.filter { $0.shape.lengths[0] != $0.shape.lengths[1] }.map { $0.name }
    let named = Set(found.flatMap { $0.tensors })
    #expect(kernels.filter { named.contains($0.name) }.map { $0.name } == unlike)
    #expect(unlike.count == 1 + 16 + 15 + 4)
  }

  @Test("each figure that is off is found, in the one tensor that has it")
  func figures() throws {
    let vectors = try summaries("gpt2")
    let name = "h.3.mlp.c_fc.weight"
    for (rows, code) in [
      (changed(vectors, name, deviation: 1.01), AuditFinding.Code.scale),
      (changed(vectors, name, mean: 2e-4), .shape),
      (changed(vectors, name, kurtosis: 1.05), .shape),
      (changed(vectors, name, bounds: 2), .shape),
      (changed(vectors, "h.3.ln_1.bias", mean: 1e-3, bounds: 1), nil),
    ] {
      let findings = try audit(rows, "gpt2").findings
      // The moments of a constant are not looked at, its extremes are.
      #expect(findings.map { $0.code } == (code.map { [$0] } ?? []))
      #expect(findings.allSatisfy { $0.tensors == ["transformer.\(name)"] })
    }
  }

  @Test("the row of zeros for padding lies below what the table's deviation can tell")
  func padding() throws {
    let rows = try summaries("bert")
    let table = try #require(rows.first { $0.name.hasSuffix("word_embeddings.weight") })
    let count = Double(table.shape.count)
    // One row of 30,522 takes its share of the variance, a tenth of a standard error.
    let share = 1 / Double(table.shape.lengths[0])
    #expect(share / (2 / count).squareRoot() < 0.15)
    // Of a table of 64 rows as long the row is more than chance is.
    let short = TensorSummary(
      table.name, [64, table.shape.lengths[1]], mean: 0,
      standardDeviation: 0.02 * (63.0 / 64).squareRoot(), minimum: -0.085, maximum: 0.085,
      kurtosis: 3 * 64 / 63)
    let errors = (1.0 / 64) / (2 / (64 * 768.0)).squareRoot()
    #expect(errors > 2 && errors < 5.33)
    let replaced = rows.map { $0.name == table.name ? short : $0 }
    #expect(try audit(replaced, "bert").findings.map { $0.message } == [])
  }
}
