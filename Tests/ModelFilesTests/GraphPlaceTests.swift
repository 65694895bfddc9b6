import Foundation
import Initializers
import ModelFiles
import Networks
import Recipes
import Tensors
import TestSupport
import Testing

/// What could be wrong: attention's maps or a gate taken for the end of a branch, the last map of a model
/// without a head or its cached keys for one, branches of both kinds counted together, one of two parallel branches missed,
/// numbers in an exporter's names taken for those of blocks, a name believed that the graph belies.
@Suite("Places of parameters by the graph")
struct GraphPlaceTests {
  private struct Case: Decodable {
    let `case`: String
    let names: [String: String]
    let shapes: [String: [Int]]
  }

  private struct Cases: Decodable { let cases: [Case] }

  private func given(_ name: String) throws -> (network: Network, item: Case) {
    let file = Golden.folder.appendingPathComponent("places/\(name).onnx").path
    let cases = try Golden.load("places/places", as: Cases.self).cases
    return (try Network(contentsOf: file), try #require(cases.first { $0.case == name }))
  }

  @Test(
    "are those that the names of the module tell, though the file has none",
    arguments: ["gpt2", "gpt2-base", "parallel", "llama", "cached", "encoder", "resnet"])
  func places(_ name: String) throws {
    let (network, item) = try given(name)
    let tensors = item.shapes.map { (name: $0.key, shape: Shape($0.value)) }
    let named = NamedParameters(tensors, layout: nil).parameters
    var expected: [String: ModelParameter.Place] = [:]
    for parameter in named { expected[parameter.path] = parameter.place }
    var ends = 0
    for parameter in network.modelParameters {
      guard let original = item.names[parameter.path] else { continue }
      #expect(parameter.place == expected[original], "\(original)")
      if parameter.place == .residualEnd { ends += 1 }
    }
    let blocks = [
      "gpt2": 6, "gpt2-base": 6, "parallel": 6, "llama": 8, "cached": 8, "encoder": 4, "resnet": 8,
    ]
    #expect(ends == blocks[name])
  }

  @Test(
    "give GPT-2's recipe the deviations that it has by names",
    arguments: ["gpt2", "gpt2-base", "parallel", "llama", "cached", "encoder"])
  func deviations(_ name: String) throws {
    let (network, item) = try given(name)
    let tensors = item.shapes.sorted { $0.key < $1.key }.map { ($0.key, Shape($0.value)) }
    let named = NamedParameters(tensors, layout: .pytorch).parameters
    var expected: [String: Double] = [:]
    for (entry, parameter) in zip(
      try RecipeCatalog.recipe(spelled: "gpt2").plan(for: named).entries, named)
    {
      expected[parameter.path] = entry.law?.variance(of: parameter.drawnSpec)
    }
    let plan = try RecipeCatalog.recipe(spelled: "gpt2").plan(for: network, RecipeContext())
    var count = 0
    for (entry, parameter) in zip(plan.entries, network.parameters) {
      guard let original = item.names[parameter.path], let law = entry.law else { continue }
      let variance = law.variance(of: parameter.spec ?? .bias(out: parameter.shape.count))
      #expect(variance == expected[original], "\(original)")
      count += 1
    }
    #expect(count == item.names.count)
  }

  @Test("say in the reason what they are known by, and by what blocks are counted")
  func reasons() throws {
    let (network, item) = try given("gpt2")
    let plan = try RecipeCatalog.recipe(spelled: "gpt2").plan(for: network, RecipeContext())
    let path = try #require(item.names.first { $0.value == "h.1.mlp.c_proj.weight" }).key
    let number = try #require(network.parameters.firstIndex { $0.path == path })
    #expect(
      plan.entries[number].reason
        == "rule 1, a residual end by the graph, divided by sqrt(2 × 3 blocks by the graph)")
    let named = NamedParameters(
      [("h.0.mlp.c_proj.weight", [32, 8]), ("h.1.mlp.c_proj.weight", [32, 8])], layout: nil)
    #expect(
      try RecipeCatalog.recipe(spelled: "gpt2").plan(for: named.parameters).entries[1].reason
        == "rule 1, a residual end by the names, divided by sqrt(2 × 2 blocks by the names)")
  }

  @Test("are the graph's where a name says another, and blocks those of names that count them")
  func disagreement() throws {
    let network = Network(input: 8) {
      Dense(8, name: "h.0.c_proj")
      Residual(name: "h.4") {
        Dense(8, activation: .relu, name: "c_proj")
        Dense(8, name: "c_fc")
      }
      Residual(name: "h.7") {
        Dense(8, activation: .relu, name: "first")
        Dense(8, name: "second")
      }
      Dense(3, name: "inner")
    }
    let places = network.modelParameters.filter { $0.shape.rank == 2 }.map(\.place)
    #expect(places == [.inside, .inside, .residualEnd, .inside, .residualEnd, .head])
    let plan = try RecipeCatalog.recipe(spelled: "gpt2").plan(for: network, RecipeContext())
    let number = try #require(network.parameters.firstIndex { $0.path == "h.4.c_fc.weight" })
    #expect(
      plan.entries[number].reason
        == "rule 1, a residual end by the graph, divided by sqrt(2 × 2 blocks by the names)")
  }
}
