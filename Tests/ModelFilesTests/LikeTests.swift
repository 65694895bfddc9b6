import Foundation
import Initializers
import ModelFiles
import Networks
import Recipes
import Tensors
import TestSupport
import Testing

/// What could be wrong: a square matrix taken in the wrong order of axes, two equal biases exchanged for
/// ones with another law, a tied weight drawn twice, axes that the law sees as they were before; a forget
/// gate's bias in the row of another gate or in both of a pair, gates of one direction taken for the other's.
@Suite("Checkpoints like another")
struct LikeTests {
  private static let folder = Golden.folder.appendingPathComponent("like")

  private func plan(
    _ name: String, _ recipe: any Recipe, _ options: DrawOptions = DrawOptions()
  ) throws -> (CheckpointPlan, state: Checkpoint) {
    let model = Self.folder.appendingPathComponent("\(name).onnx").path
    let state = try Checkpoint(contentsOf: Self.folder.appendingPathComponent("\(name).pt").path)
    let onnx = try ONNXModel(contentsOf: model)
    var opening = ONNXOptions()
    opening.ties = try onnx.ties(like: state)
    // The exporter writes reshapes for one number of examples alone.
    let network = try Network(onnx, options: opening)
    let laws = try recipe.plan(for: network, RecipeContext())
    let plan = try CheckpointPlan(
      network.modelParameters, laws, model: onnx, like: state, options)
    return (plan, state)
  }

  private func refusal(_ name: String, like state: String? = nil) throws -> String? {
    let model = Self.folder.appendingPathComponent("\(name).onnx").path
    let state = try Checkpoint(
      contentsOf: Self.folder.appendingPathComponent("\(state ?? name).pt").path)
    return try refusal(name, AutomaticRecipe(), like: state)?
      .replacingOccurrences(of: model, with: "\(name).onnx")
  }

  private func refusal(
    _ name: String, _ recipe: any Recipe, like state: Checkpoint
  ) throws -> String? {
    let model = Self.folder.appendingPathComponent("\(name).onnx").path
    let network = try Network(contentsOf: model)
    let laws = try recipe.plan(for: network, RecipeContext())
    do {
      _ = try CheckpointPlan(
        network.modelParameters, laws, model: ONNXModel(contentsOf: model), like: state)
      return nil
    } catch let error as CheckpointPlanError {
      #expect(error.code == .unmatched)
      return error.description
    }
  }

  @Test(
    "names, shapes, types and order are the checkpoint's, as its module loaded them strictly",
    arguments: [
      ("tied", ""), ("mixed", ""), ("recurrent", ""), ("recurrent", "keras"),
      ("recurrent", "pytorch"), ("recurrent-dynamo", ""),
    ])
  func names(_ name: String, _ recipe: String) throws {
    let (plan, state) = try plan(
      name, RecipeCatalog.recipe(spelled: recipe.isEmpty ? "auto" : recipe))
    let name = recipe.isEmpty ? name : "\(name)-\(recipe)"
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

  @Test("a weight that folding made two of is one again, with the law of a tied table")
  func splitByFolding() throws {
    let (plan, state) = try plan("tied", AutomaticRecipe())
    let model = try ONNXModel(contentsOf: Self.folder.appendingPathComponent("tied.onnx").path)
    let ties = try model.ties(like: state)
    #expect(ties.values.map(\.weight) == ["embedding.weight"])
    #expect(ties.values.map(\.order) == [[1, 0]])
    for name in ["embedding.weight", "head.weight"] {
      let tensor = try #require(plan.tensors.first { $0.name == name })
      #expect(tensor.path == "embedding.weight")
      #expect(abs(try #require(tensor.standardDeviation) - 1 / 8.0.squareRoot()) < 1e-9)
    }
    // Opened without them, two laws are two weights.
    #expect(
      try refusal("tied")
        == "tensor embedding.weight, 13×8: tied.onnx holds its numbers twice, as embedding.weight and "
        + "\(ties.keys.first ?? ""), which get different laws; a model exported with "
        + "do_constant_folding=False, which leaves a tied weight one, was expected")
    // Layers that started as copies, and what a module has twice, say nothing.
    for name in ["mixed", "recurrent"] {
      let state = try Checkpoint(contentsOf: Self.folder.appendingPathComponent("\(name).pt").path)
      let model = try ONNXModel(contentsOf: Self.folder.appendingPathComponent("\(name).onnx").path)
      #expect(try model.ties(like: state).isEmpty, "\(name)")
    }
  }

  @Test(
    "a network whose weights are tied computes what the file says", arguments: ["tied", "moved"])
  func tiedNetwork(_ name: String) throws {
    let model = try ONNXModel(
      contentsOf: Self.folder.appendingPathComponent("\(name).onnx").path)
    let state = try Checkpoint(contentsOf: Self.folder.appendingPathComponent("\(name).pt").path)
    var options = ONNXOptions()
    options.ties = try model.ties(like: state)
    #expect(options.ties.count == 1)
    let (apart, tied) = (try Network(model), try Network(model, options: options))
    #expect(tied.parameters.count == apart.parameters.count - 1)
    let arrays =
      name == "tied"
      ? [apart.inputs[0].name: StoredTensor([1, 5], integers: [3, 12, 0, 7, 3])]
      : [apart.inputs[0].name: StoredTensor([1, 5, 3], floats: (0..<15).map { Float($0) - 6 })]
    let whole = apart.storedWeights()
    let once = tied.storedWeights()
    let expected = try apart.evaluate(arrays, weights: whole)[0].tensor
    let found = try tied.evaluate(arrays, weights: once)[0].tensor
    #expect(found.shape == expected.shape && expected.floats.contains { abs($0) > 0.1 })
    for (one, other) in zip(found.floats, expected.floats) { #expect(abs(one - other) < 1e-5) }
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

  @Test(
    "forget gates start open in PyTorch's rows of one bias of each pair, whatever else was zero before",
    arguments: ["recurrent", "recurrent-dynamo"])
  func forgetGates(_ name: String) throws {
    let (plan, _) = try plan(name, AutomaticRecipe())
    let numbers = try numbers(plan)
    for layer in ["l0", "l0_reverse", "l1", "l1_reverse"] {
      let bias = try #require(numbers["lstm.bias_ih_\(layer)"]).floats
      #expect(bias == (0..<48).map { 12..<24 ~= $0 ? 1 : 0 }, "\(layer)")
      let other = try #require(numbers["lstm.bias_hh_\(layer)"]).floats
      #expect(other == Array(repeating: 0, count: 48), "\(layer)")
    }
    #expect(
      try #require(numbers["normalization.bias"]).floats == Array(repeating: 0, count: 48))
    let planned = try #require(plan.tensors.first { $0.name == "lstm.bias_ih_l1" })
    #expect(planned.spelling == "forgetGateBias")
    #expect(planned.path == "lstm.bias_ih_l1")
    let other = try #require(plan.tensors.first { $0.name == "lstm.bias_hh_l1" })
    #expect(other.spelling == "zeros")
    #expect(other.reason == "added to a bias in which \(planned.reason)")
  }

  @Test("the gates of a state are orthonormal each by itself, or all together by the recipe")
  func orthonormalGates() throws {
    func products(_ recipe: String, _ rows: Range<Int>) throws -> [Double] {
      let numbers = try numbers(plan("recurrent", RecipeCatalog.recipe(spelled: recipe)).0)
      let weight = try #require(numbers["gru.weight_hh_l0"])
      #expect(weight.shape == [24, 8])
      let w = weight.floats
      return (0..<64).map { place in
        rows.reduce(0) { $0 + Double(w[8 * $1 + place / 8]) * Double(w[8 * $1 + place % 8]) }
      }
    }
    let identity = (0..<64).map { $0 % 9 == 0 ? 1.0 : 0 }
    for gate in 0..<3 {
      let found = try products("auto", 8 * gate..<8 * (gate + 1))
      #expect(zip(found, identity).allSatisfy { abs($0 - $1) < 1e-6 })
    }
    let found = try products("keras", 0..<24)
    #expect(zip(found, identity).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test("recurrent layers that started as copies do not stay copies, merged by the exporter or not")
  func copies() throws {
    for name in ["recurrent", "recurrent-dynamo"] {
      let numbers = try numbers(plan(name, AutomaticRecipe()).0)
      let first = try #require(numbers["bare.weight_ih_l0"]).floats
      #expect(try #require(numbers["twin.weight_ih_l0"]).floats != first)
    }
  }

  @Test("files say enough of gates to be drawn again, in pieces and in another type too")
  func verified() throws {
    for (recipe, type, size) in [
      ("auto", nil, Int.max), ("keras", ElementType.bfloat16, 9000), ("pytorch", .float64, 20_000),
    ] {
      var options = DrawOptions()
      options.type = type
      let (plan, state) = try plan(
        "recurrent", RecipeCatalog.recipe(spelled: recipe), options)
      let scratch = try Scratch()
      let writer = try SafetensorsWriter(plan, to: scratch.path("a.safetensors"), fileSize: size)
      _ = try writer.write()
      #expect((writer.indexPath != nil) == (size != .max))
      let path = writer.indexPath ?? scratch.path("a.safetensors")
      let outcome = try DrawVerification(contentsOf: path).run()
      #expect(outcome.equal == state.entries.count)
      #expect(outcome.different.isEmpty && outcome.unrecorded.isEmpty)
    }
  }

  @Test("what names tell of equal numbers comes before what their order tells")
  func equalNumbers() throws {
    let (plan, _) = try plan("recurrent", PyTorchDefaults())
    let numbers = try numbers(plan)
    #expect(
      try #require(numbers["normalization.bias"]).floats == Array(repeating: 0, count: 48))
    for layer in ["l0", "l1_reverse"] {
      for bias in ["bias_ih", "bias_hh"] {
        let drawn = try #require(numbers["lstm.\(bias)_\(layer)"]).floats
        #expect(Set(drawn).count == 48)
      }
    }
  }

  @Test("equal numbers that nothing tells apart are refused where their laws differ")
  func ambiguous() throws {
    let state = try Checkpoint(contentsOf: Self.folder.appendingPathComponent("equal.pt").path)
    let renamed = try CheckpointPlan(
      state.entries.map {
        .init("of." + $0.name.replacing(".", with: "_"), $0.type, $0.shape, draw: nil, template: $0)
      }, seed: 0)
    let scratch = try Scratch()
    _ = try SafetensorsWriter(renamed, to: scratch.path("a.safetensors")).write()
    let other = try Checkpoint(contentsOf: scratch.path("a.safetensors"))
    // Without a difference of laws it does not matter.
    #expect(try refusal("equal", AutomaticRecipe(), like: other) == nil)
    let model = Self.folder.appendingPathComponent("equal.onnx").path
    let sentence = try refusal("equal", PyTorchDefaults(), like: other)
    #expect(
      sentence
        == "tensor of.first_bias, 5: all elements are one number, as are those of first.bias, "
        + "second.bias of \(model), which get different laws; a checkpoint whose elements differ, such as "
        + "a trained one, was expected")
    // Under their own names they are told apart.
    #expect(try refusal("equal", PyTorchDefaults(), like: state) == nil)
  }

  @Test("running statistics are known by name, as the export moved them on")
  func statistics() throws {
    let recipe = try PatternRecipe(
      yaml: """
        name: shifted
        version: 1
        rules:
          - role: normalizationShift
            initializer: constant:0.5
          - role: [weight, bias, runningMean]
            initializer: zeros
          - role: normalizationScale
            initializer: constant:2
          - role: runningVariance
            initializer: ones
        """, name: "shifted")
    let numbers = try numbers(plan("mixed", recipe).0)
    for (name, value) in [("bias", 0.5), ("running_mean", 0), ("weight", 2), ("running_var", 1)] {
      let floats = try #require(numbers["normalization.\(name)"]).floats
      #expect(floats == Array(repeating: Float(value), count: 6), "\(name)")
    }
  }

  @Test("equal tensors that the exporter merged are refused unless they stay what they are")
  func merged() throws {
    let path = Self.folder.appendingPathComponent("merged.pt").path
    let state = try Checkpoint(contentsOf: path)
    #expect(try refusal("merged", AutomaticRecipe(), like: state) == nil)
    let sentence = try refusal("merged", PyTorchDefaults(), like: state)
    let model = Self.folder.appendingPathComponent("merged.onnx").path
    #expect(
      sentence
        == "tensor second.bias, 5: all elements are one number, and \(model) has one tensor for it and "
        + "for first.bias; a checkpoint whose elements differ, such as a trained one, was expected")
  }

  @Test("a checkpoint that the model does not hold is refused, with what may be wrong")
  func unmatched() throws {
    #expect(
      try refusal("mixed", like: "tied")
        == "tensor embedding.weight, 13×8: numbers that mixed.onnx does not hold, in any order of axes; "
        + "a model exported from this checkpoint was expected")
    #expect(
      try refusal("folded")
        == "tensor convolution.weight, 6×3×3×3: numbers that folded.onnx does not hold, in any order of "
        + "axes; a model exported from this checkpoint, without folding batch normalizations, was "
        + "expected")
    #expect(
      try refusal("mixed", like: "recurrent")
        == "tensor lstm.weight_ih_l0, 48×7: of a recurrent layer whose numbers mixed.onnx does not hold, "
        + "neither as they are nor as gates of an LSTM, GRU or RNN; a model exported from this checkpoint "
        + "was expected")
    #expect(
      try refusal("mixed", like: "projected")
        == "tensor lstm.weight_ih_l0, 16×3: of an LSTM that projects its state (proj_size), which ONNX's "
        + "LSTM does not; a module without was expected")
  }
}
