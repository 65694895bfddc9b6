import Foundation
import TestSupport
import Testing
import Xavier

@Suite("Recipes for networks from files")
struct ImportedRecipeTests {
  private static let folder = Golden.folder.appendingPathComponent("gradient_models")
  static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".onnx") }.map { String($0.dropLast(5)) }.sorted()

  private func load(_ name: String) throws -> (network: Network, inputs: [String: StoredTensor]) {
    let golden = try NPZ(contentsOf: Self.folder.appendingPathComponent("\(name).npz").path)
    var inputs: [String: StoredTensor] = [:]
    for input in golden.names where !input.contains(":") { inputs[input] = golden[input] }
    let model = try ONNXModel(
      contentsOf: Self.folder.appendingPathComponent("\(name).onnx").path)
    // Elements are known only where the network's shape depends on them.
    let shapes = ONNXOptions(shapes: inputs.mapValues(\.shape))
    if let network = try? Network(model, options: shapes) { return (network, inputs) }
    return (try Network(model, options: ONNXOptions(arrays: inputs)), inputs)
  }

  private func spellings(_ name: String, _ recipe: String) throws -> [String: String] {
    let network = try load(name).network
    let plan = try RecipeCatalog.recipe(spelled: recipe).plan(for: network, RecipeContext())
    return Dictionary(
      uniqueKeysWithValues: zip(network.parameters, plan.entries).map { ($0.path, $1.spelling) })
  }

  @Test("attention of files is found, and biases that are added behind their products")
  func transformer() throws {
    let found = try spellings("transformer", "pytorch")
    // U(±sqrt(6 / (12 + 36))), for queries, keys and values in one matrix or apart.
    let bound = (1 / 8.0).squareRoot()
    #expect(try #require(found["blocks.0.qkv.weight"]) == "glorotUniform")
    #expect(try #require(found["blocks.1.q.weight"]) == "uniform:\(bound)")
    for path in ["blocks.0.qkv.bias", "blocks.0.out.bias", "norm.bias"] {
      #expect(found[path] == "zeros", "\(path)")
    }
    #expect(found["blocks.0.up.bias"]?.hasPrefix("uniform:0.288") == true)
    #expect(found["positions.table"] == "normal:1")
    // Added to the logits of attention: nothing says what it is for.
    #expect(found["blocks.1.bias"] == "as it is")
  }

  @Test("tables of cosines and sines stay as they are")
  func rotary() throws {
    let found = try spellings("llama", "keras")
    for path in ["cosines", "sines", "own.cosines", "own.sines"] {
      #expect(found[path] == "as it is", "\(path)")
    }
    #expect(found["table"] == "uniform:0.05")
    let pytorch = try spellings("llama", "pytorch")
    #expect(pytorch["blocks.0.q.weight"]?.hasPrefix("uniform:") == true)
    #expect(pytorch["blocks.0.gate.weight"] == "standardUniform")
  }

  @Test("every recipe draws every file, and measures it or says why not", arguments: names)
  func all(_ name: String) throws {
    let (network, inputs) = try load(name)
    for entry in RecipeCatalog.entries {
      let recipe = entry.recipe
      let drawn = network.drawn(by: try recipe.plan(for: network, RecipeContext()))
      var weights = drawn.draw(seed: 1)
      if let measured = recipe as? any MeasuredRecipe {
        do {
          let adjustments = try measured.adjust(
            &weights, of: drawn, examples: inputs, threads: .shared)
          #expect(adjustments.allSatisfy { $0.factor > 0 && $0.factor.isFinite })
        } catch {
          #expect(error.code == .data)
        }
      }
      let areFinite = weights.areFinite
      #expect(areFinite, "\(entry.name)")
    }
  }

  @Test("a comparison corrects the draws of each seed on the data")
  func comparison() throws {
    let network = try Shorthand("64-32x3-10").network(activation: .tanh)
    let comparison = try Comparison(
      network: network, recipes: [LSUV(), KerasDefaults()], seeds: [1, 2],
      data: DataSet.optdigits(), optimizer: SGD(learningRate: 0.1), epochs: 1, batchSize: 32,
      threshold: 0.5, signalBins: LayerStatistics.signalBins(of: .tanh))
    let runs = comparison.run()
    #expect(runs.map(\.recipe) == ["lsuv", "lsuv", "keras", "keras"])
    for run in runs where run.recipe == "lsuv" {
      // tanh of a unit normal number has a deviation of 0.63.
      let signals = run.layersAtStart.dropLast().compactMap(\.signal)
      #expect(signals.count == 3 && signals.allSatisfy { abs($0 - 0.63) < 0.06 })
      #expect(run.testAccuracy > 0.5)
    }
  }
}
