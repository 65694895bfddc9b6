import Diagnoses
import Foundation
import Initializers
import ModelFiles
import Networks
import Operators
import Recipes
import Tensors
import TestSupport
import Testing

@Suite("Audits of checkpoints that recipes of model families draw")
struct RecipeAuditTests {
  static let configurations = [
    "gpt2": """
    {"model_type": "gpt2", "architectures": ["GPT2LMHeadModel"], "n_embd": 48, "n_head": 4,
     "n_layer": 3, "n_positions": 40, "vocab_size": 211}
    """,
    "llama": """
    {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "hidden_size": 48,
     "intermediate_size": 110, "num_attention_heads": 4, "num_key_value_heads": 2,
     "num_hidden_layers": 3, "vocab_size": 211, "attention_bias": true}
    """,
    "bert": """
    {"model_type": "bert", "architectures": ["BertForPreTraining"], "hidden_size": 48,
     "intermediate_size": 110, "num_attention_heads": 4, "num_hidden_layers": 3,
     "max_position_embeddings": 40, "type_vocab_size": 2, "vocab_size": 211}
    """,
    "vit": """
    {"model_type": "vit", "architectures": ["ViTForImageClassification"], "hidden_size": 48,
     "intermediate_size": 110, "num_attention_heads": 4, "num_hidden_layers": 3,
     "image_size": 32, "patch_size": 8, "num_labels": 35}
    """,
    "resnet": """
    {"model_type": "resnet", "architectures": ["ResNetForImageClassification"],
     "embedding_size": 16, "hidden_sizes": [32, 72], "depths": [2, 2], "num_labels": 35}
    """,
  ]

  /// The findings of a file that a plan wrote, notes too, and the number of its tensors.
  private func audited(
    _ configuration: ModelConfiguration, _ type: ElementType, seed: UInt64
  ) throws -> (tensors: Int, findings: [String]) {
    let scratch = try Scratch()
    let recipe = try RecipeCatalog.recipe(spelled: configuration.recipe)
    var options = DrawOptions()
    (options.seed, options.type) = (seed, type)
    let plan = try CheckpointPlan(
      configuration, try recipe.plan(for: configuration.parameters), options)
    let path = scratch.path("model.safetensors")
    #expect(try SafetensorsWriter(plan, to: path).write().isComplete)
    let checkpoint = try Checkpoint(contentsOf: path)
    var audit = Audit(checkpoint, parameters: configuration.parameters)
    let alone = try audit.run()
    audit.recipe = recipe
    let compared = try audit.run()
    for tensor in alone.tensors where tensor.isWeightForTests {
      #expect(!tensor.isTrainedForTests, "\(configuration.title), seed \(seed): \(tensor.name)")
    }
    let findings =
      alone.findings.map { "alone: \($0.message)" }
      + compared.findings.map { "compared: \($0.message)" }
    return (alone.tensors.count + compared.tensors.count, findings)
  }

  @Test("of auto, for graphs, raise nothing without a recipe: the file says what was meant")
  func automatic() throws {
    let images = Network(input: [3, 16, 16]) {
      Convolution(24, kernel: 3, padding: .same, activation: .relu)
      Residual {
        Convolution(24, kernel: 3, padding: .same, activation: .relu)
        Convolution(24, kernel: 3, padding: .same)
      }
      GlobalAveragePooling()
      Dense(250)
    }
    let rows = Network(input: 64) {
      for _ in 0..<4 { Dense(100, activation: .tanh) }
      Dense(40)
    }
    for network in [images, rows] {
      let laws = try AutomaticRecipe().plan(for: network, RecipeContext())
      for seed in 0..<20 as Range<UInt64> {
        let scratch = try Scratch()
        var options = DrawOptions()
        options.seed = seed
        var plan = try CheckpointPlan(network.modelParameters, laws, options)
        plan.metadata["xavier.layout"] = "keras"
        _ = try SafetensorsWriter(plan, to: scratch.path("m.safetensors"), fileSize: 20_000).write()
        let name = "m.safetensors.index.json"
        let checkpoint = try Checkpoint(contentsOf: scratch.path(name))
        #expect(checkpoint.layout == .keras)
        let named = checkpoint.namedParameters(layout: nil)
        let findings = try Audit(checkpoint, parameters: named.parameters).run().findings
        #expect(findings.isEmpty, "seed \(seed): \(findings.map { $0.message })")
      }
    }
  }

  @Test(
    "raise nothing over 20 seeds, with their recipe and without one, in 32 bits and in 16",
    arguments: ["gpt2", "llama", "bert", "vit", "resnet"])
  func clean(_ family: String) throws {
    let text = try #require(Self.configurations[family])
    let configuration = try ModelConfiguration(json: Array(text.utf8), name: "config.json")
    #expect(configuration.recipe == family)
    var count = 0
    for (type, seeds) in [(ElementType.float32, 0..<10 as Range<UInt64>), (.bfloat16, 10..<20)] {
      for seed in seeds {
        let (tensors, findings) = try audited(configuration, type, seed: seed)
        count += tensors
        #expect(findings.isEmpty, "\(family), \(type), seed \(seed): \(findings)")
      }
    }
    let counts = ["gpt2": 1600, "llama": 1680, "bert": 2480, "vit": 2240, "resnet": 3680]
    #expect(count == counts[family])
  }
}
