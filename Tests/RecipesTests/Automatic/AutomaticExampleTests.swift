import Initializers
import Networks
import Operators
import Recipes
import Tensors
import Testing

@Suite("Recipe auto, corrected on examples")
struct AutomaticExampleTests {
  // Features that are copies of few: theory takes them for independent.
  private static func examples(_ count: Int, _ width: Int) throws -> StoredTensor {
    let own = try FixedLaw.normal(standardDeviation: 3).draw(
      .bias(out: count * 4), path: "examples", seed: 5)
    var numbers: [Float] = []
    for example in 0..<count {
      for feature in 0..<width { numbers.append(own[4 * example + feature % 4]) }
    }
    return StoredTensor([count, width], floats: numbers)
  }

  private static let network = Network(input: 48) {
    Dense(64, activation: .gelu, name: "a")
    Dense(96, activation: .gelu, name: "b")
    Dense(32, activation: .gelu, name: "c")
    Dense(7, name: "head")
  }

  @Test("layers give on examples what theory meant them to give")
  func corrected() throws {
    let examples = ["input": try Self.examples(64, 48)]
    let context = RecipeContext(input: InputMoments(variance: 9), batch: 64)
    let plan = try AutomaticRecipe().plan(for: Self.network, context)
    let drawn = Self.network.drawn(by: plan)
    var weights = drawn.draw(seed: 2)
    let adjustments = try AutomaticRecipe().adjust(&weights, of: drawn, examples: examples)
    #expect(adjustments.map(\.parameter) == ["a.weight", "b.weight", "c.weight", "head.weight"])
    #expect(adjustments.contains { abs($0.factor - 1) > 0.05 })
    let nodes = drawn.weightedNodes.map { drawn.nodes[$0.node].outputs[0] }
    let moments = try drawn.moments(input: context.input, batch: 64)
    let outputs = try drawn.giving(nodes).evaluate(examples, weights: weights)
    for (value, output) in zip(nodes, outputs) {
      let square =
        output.tensor.floats.reduce(0) { $0 + Double($1) * Double($1) }
        / Double(output.tensor.shape.count)
      // The mean and variance of these examples are not quite 0 and 9.
      #expect(abs(square / moments[value].secondMoment - 1) < 0.15)
    }
  }

  @Test("examples that say nothing are refused, and weights stay finite")
  func refused() throws {
    let plan = try AutomaticRecipe().plan(for: Self.network, RecipeContext())
    let drawn = Self.network.drawn(by: plan)
    for number in [Float(0), 1, .nan] {
      var weights = drawn.draw(seed: 2)
      let examples = StoredTensor(
        [8, 48], floats: Array(repeating: number, count: 8 * 48))
      #expect {
        try AutomaticRecipe().adjust(&weights, of: drawn, examples: ["input": examples])
      } throws: {
        ($0 as? RecipeError)?.code == .data
      }
      #expect(weights.areFinite == true)
    }
  }
}
