import Foundation
import Initializers
import ModelFiles
import Networks
import Recipes
import Tensors
import TestSupport
import Testing

/// What could be wrong: a square matrix taken in the wrong order of axes, two equal biases exchanged for
/// ones with another law, a tied weight drawn twice, axes that the law sees as they were before.
@Suite("Checkpoints like another")
struct LikeTests {
  private static let folder = Golden.folder.appendingPathComponent("like")

  private func plan(
    _ name: String, _ recipe: any Recipe, _ options: DrawOptions = DrawOptions()
  ) throws -> (CheckpointPlan, state: Checkpoint) {
    let model = Self.folder.appendingPathComponent("\(name).onnx").path
    let state = try Checkpoint(contentsOf: Self.folder.appendingPathComponent("\(name).pt").path)
    // The exporter writes reshapes for one number of examples alone.
    let network = try Network(contentsOf: model)
    let laws = try recipe.plan(for: network, RecipeContext())
    let plan = try CheckpointPlan(
      network.modelParameters, laws, model: Checkpoint(contentsOf: model), like: state, options)
    return (plan, state)
  }

  @Test(
    "names, shapes, types and order are the checkpoint's, as its module loaded them strictly",
    arguments: ["tied", "mixed"])
  func names(_ name: String) throws {
    let (plan, state) = try plan(name, AutomaticRecipe())
    #expect(plan.tensors.map(\.name) == state.entries.map(\.name))
    #expect(plan.tensors.map(\.shape) == state.entries.map(\.shape))
    #expect(plan.tensors.map(\.type) == state.entries.map(\.type))
    let scratch = try Scratch()
    let written = Self.folder.appendingPathComponent("written/\(name).safetensors")
    _ = try SafetensorsWriter(plan, to: scratch.path("a.safetensors")).write()
    let data = try Data(contentsOf: URL(fileURLWithPath: scratch.path("a.safetensors")))
    if ProcessInfo.processInfo.environment["XAVIER_WRITE_GOLDEN"] != nil {
      try FileManager.default.createDirectory(
        at: written.deletingLastPathComponent(), withIntermediateDirectories: true)
      try data.write(to: written)
    }
    let isSame = try data == Data(contentsOf: written)
    #expect(isSame)
  }

  private func numbers(_ plan: CheckpointPlan) throws -> [String: StoredTensor] {
    let scratch = try Scratch()
    _ = try SafetensorsWriter(plan, to: scratch.path("a.safetensors")).write()
    var numbers: [String: StoredTensor] = [:]
    for entry in try Checkpoint(contentsOf: scratch.path("a.safetensors")).entries {
      numbers[entry.name] = try entry.tensor()
    }
    return numbers
  }

  @Test("a weight that the exporter transposed has orthonormal rows where its module's has")
  func orthogonal() throws {
    let (plan, _) = try plan("mixed", InitializerRecipe(FixedLaw.orthogonal))
    let numbers = try numbers(plan)
    // Fewer outputs than inputs: W W' is the identity; of its axes exchanged it would not be.
    let weight = try #require(numbers["narrow.weight"])
    #expect(weight.shape == [4, 20])
    let w = weight.floats
    for i in 0..<4 {
      for j in 0..<4 {
        let product = (0..<20).reduce(0) { $0 + Double(w[20 * i + $1] * w[20 * j + $1]) }
        #expect(abs(product - (i == j ? 1 : 0)) < 1e-6)
      }
    }
    let wide = try #require(numbers["wide.weight"]).floats
    for i in 0..<6 {
      for j in 0..<6 {
        let product = (0..<20).reduce(0) { $0 + Double(wide[6 * $1 + i] * wide[6 * $1 + j]) }
        #expect(abs(product - (i == j ? 1 : 0)) < 1e-6)
      }
    }
  }

  @Test("tied weights stay tied, and layers that started as copies do not stay copies")
  func tied() throws {
    let numbers = try numbers(try plan("tied", InitializerRecipe(VarianceScaling.glorotNormal)).0)
    let table = try #require(numbers["embedding.weight"]).floats
    #expect(try #require(numbers["head.weight"]).floats == table)
    let first = try #require(numbers["encoder.layers.0.linear1.weight"]).floats
    let second = try #require(numbers["encoder.layers.1.linear1.weight"]).floats
    #expect(first != second)
  }

  @Test("what is not asked for keeps the checkpoint's numbers")
  func only() throws {
    var options = DrawOptions()
    options.isDrawn = { $0 == "square.weight" }
    let (plan, state) = try plan("mixed", AutomaticRecipe(), options)
    let numbers = try numbers(plan)
    for entry in state.entries {
      let was = try entry.tensor().littleEndianBytes.array
      let isSame = numbers[entry.name]?.littleEndianBytes.array == was
      #expect(isSame == (entry.name != "square.weight"), "\(entry.name)")
    }
  }

  @Test("a checkpoint of other weights is refused, naming the tensor")
  func unmatched() throws {
    let model = Self.folder.appendingPathComponent("mixed.onnx").path
    let state = try Checkpoint(contentsOf: Self.folder.appendingPathComponent("tied.pt").path)
    let network = try Network.forAnyBatch(contentsOf: model)
    let laws = try AutomaticRecipe().plan(for: network, RecipeContext())
    let error = #expect(throws: CheckpointPlanError.self) {
      _ = try CheckpointPlan(
        network.modelParameters, laws, model: Checkpoint(contentsOf: model), like: state)
    }
    #expect(error?.code == .unmatched)
    #expect(
      error?.description
        == "tensor embedding.weight, 13×8: numbers that \(model) does not hold, in any order of axes; "
        + "a model exported from this checkpoint, without folding batch normalizations, was expected"
    )
  }
}
