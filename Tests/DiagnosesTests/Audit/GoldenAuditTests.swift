import Diagnoses
import Testing

/// Checkpoints written by `Tests/Golden/audit.py` with PyTorch.
@Suite("Audits of checkpoints with faults of other libraries")
struct GoldenAuditTests {
  private func named(_ result: AuditResult, _ code: String) -> [String] {
    result.findings.filter { $0.code.rawValue == code }.flatMap { $0.tensors }
  }

  private func others(_ result: AuditResult, _ code: String) -> [String] {
    result.faults.filter { $0.code.rawValue != code }.map { $0.message }
  }

  @Test("attention's projections in one matrix have the fan out of all three")
  func fusedAttention() throws {
    let result = try GoldenCheckpoint.audit("attention_fused")
    #expect(named(result, "fans") == ["in_proj_weight"])
    #expect(others(result, "fans") == [])
  }

  @Test("an encoder's layers are copies of one")
  func copies() throws {
    let result = try GoldenCheckpoint.audit("encoder_copies")
    let found = result.findings.filter { $0.code == .equalLayers }
    #expect(found.count == 1)
    for index in 0..<3 {
      for tensor in ["self_attn.in_proj_weight", "linear1.weight", "linear2.weight"] {
        #expect(found.first?.tensors.contains("layers.\(index).\(tensor)") == true)
      }
    }
  }

  @Test("the old truncated normal law in 16 bits has numbers a hundred deviations out")
  func oldTruncation() throws {
    let result = try GoldenCheckpoint.audit("trunc_normal_bf16")
    #expect(named(result, "outliers") == ["blocks.0.mlp.fc1.weight"])
    #expect(others(result, "outliers") == [])
    #expect(result.tensor("blocks.0.mlp.fc2.weight").initializer?.name == "normal:0.02")
  }

  @Test("GPT-2 whose ends of branches are not scaled for depth, and one where they are")
  func depth() throws {
    let result = try GoldenCheckpoint.audit("gpt2_unscaled")
    let ends = (0..<4).flatMap { ["h.\($0).attn.c_proj.weight", "h.\($0).mlp.c_proj.weight"] }
    #expect(Set(named(result, "depth-scaling")) == Set(ends))
    #expect(others(result, "depth-scaling") == [])
    #expect(try GoldenCheckpoint.audit("gpt2_scaled").faults.isEmpty)
  }

  @Test("adapters drawn with the fan in of a shard")
  func shards() throws {
    let result = try GoldenCheckpoint.audit("adapters_sharded")
    #expect(
      named(result, "parallel-degree")
        == (0..<2).map { "layers.\($0).self_attn.o_proj.lora_A.weight" })
    #expect(others(result, "parallel-degree") == [])
  }

  @Test("a trained network is called trained, and its layer that loading drew anew is found")
  func trained() throws {
    let result = try GoldenCheckpoint.audit("trained")
    #expect(result.faults.map { $0.message } == [])
    #expect(result.weights.fresh == 0)
    let redrawn = try GoldenCheckpoint.audit("trained_redrawn")
    #expect(named(redrawn, "fresh").contains("6.weight"))
    #expect(others(redrawn, "fresh") == [])
    let (old, parameters) = try GoldenCheckpoint.load("trained")
    var audit = Audit(try GoldenCheckpoint.load("trained_redrawn").0, parameters: parameters)
    audit.compare(with: old, named: "trained.safetensors")
    let compared = try audit.run()
    #expect(Set(named(compared, "redrawn")).contains("6.weight"))
    #expect(compared.comparison?.entries.count { $0.change == .redrawn } ?? 0 <= 2)
  }

  @Test("a key that was missing is left as memory was")
  func garbage() throws {
    let result = try GoldenCheckpoint.audit("missing_key")
    #expect(named(result, "uninitialized") == ["3.weight"])
    #expect(others(result, "uninitialized") == [])
  }

  @Test("transposed, depthwise and gated layers have the fans that frameworks count")
  func fans() throws {
    let result = try GoldenCheckpoint.audit("fans")
    #expect(Set(named(result, "fans")) == ["up.weight", "depthwise.weight", "lstm.weight_ih_l0"])
    #expect(others(result, "fans") == [])
  }
}
