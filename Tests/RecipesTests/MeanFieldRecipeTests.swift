import Initializers
import Networks
import Operators
import Recipes
import Testing

@Suite("Deviations of mean-field theory")
struct MeanFieldRecipeTests {
  private let network = Network(input: 50) {
    Dense(40, activation: .tanh)
    LayerNormalization()
    Dense(30, activation: .tanh)
    Dense(10, activation: .softmax)
  }

  private func laws(_ recipe: any Recipe) throws -> [String: String] {
    let plan = try recipe.plan(for: network, RecipeContext())
    let names = network.parameters.map(\.path)
    return Dictionary(uniqueKeysWithValues: zip(names, plan.entries.map(\.spelling)))
  }

  // The mean square of many draws of one parameter.
  private func meanSquare(_ recipe: any Recipe, _ path: String) throws -> Double {
    let drawn = network.drawn(by: try recipe.plan(for: network, RecipeContext()))
    let index = try #require(network.parameters.firstIndex { $0.path == path })
    var (sum, count) = (0.0, 0.0)
    for seed in 0..<40 as Range<UInt64> {
      // Tensors are views of what the weights own.
      let weights = drawn.draw(seed: seed)
      for value in weights.tensors[index].elements {
        sum += Double(value) * Double(value)
        count += 1
      }
    }
    return sum / count
  }

  @Test("weights have the variance W² / fan in and biases B²")
  func variances() throws {
    let recipe = try RecipeCatalog.recipe(spelled: "sigma:1.5,0.2")
    #expect(recipe.name == "sigma:1.5,0.2")
    #expect(abs(try meanSquare(recipe, "layers.0.weight") * 50 / 2.25 - 1) < 0.03)
    #expect(abs(try meanSquare(recipe, "layers.3.weight") * 30 / 2.25 - 1) < 0.06)
    // 1,600 and 400 numbers.
    #expect(abs(try meanSquare(recipe, "layers.0.bias") / 0.04 - 1) < 0.15)
    #expect(abs(try meanSquare(recipe, "layers.3.bias") / 0.04 - 1) < 0.3)
  }

  @Test("0 gives zeros; factors of normalizations stay ones")
  func zeros() throws {
    let found = try laws(RecipeCatalog.recipe(spelled: "sigma:0,0"))
    #expect(found["layers.0.weight"] == "zeros")
    #expect(found["layers.0.bias"] == "zeros")
    #expect(found["layers.1.weight"] == "ones")
  }

  @Test(
    "what is no pair of deviations",
    arguments: [
      "sigma", "sigma:", "sigma:1", "sigma:1,2,3", "sigma:-1,0", "sigma:1,nan", "sigma:inf,1",
      "sigma:a,b",
      "sigma:1001,0",
    ])
  func refusals(spelled: String) throws {
    let error = try #require(throws: RecipeError.self) {
      try RecipeCatalog.recipe(spelled: spelled)
    }
    #expect(
      error.description
        == "recipe \(spelled): sigma:W,B was expected, the deviations of weights times sqrt(fan in) "
        + "and of biases, numbers from 0 to 1000")
  }

  @Test(
    "biases of hidden layers are drawn whatever a recipe gives them, the head's is not",
    arguments: [
      "auto", "pytorch", "keras", "glorotUniform", "gpt2", "lsuv",
    ])
  func hiddenBiases(spelled: String) throws {
    let recipe = try RecipeCatalog.recipe(spelled: spelled)
    let biased = try recipe.withHiddenBiases(deviation: 0.25)
    let (plain, found) = (try laws(recipe), try laws(biased))
    #expect(biased.name == recipe.name)
    #expect((biased is any MeasuredRecipe) == (recipe is any MeasuredRecipe))
    for path in network.parameters.map(\.path) {
      let isHidden = path == "layers.0.bias" || path == "layers.2.bias"
      #expect(found[path] == (isHidden ? "normal:0.25" : plain[path]), "\(path)")
    }
  }

  @Test("a deviation of biases that is none")
  func biasRefusal() throws {
    let error = try #require(throws: RecipeError.self) {
      try AutomaticRecipe().withHiddenBiases(deviation: -1)
    }
    #expect(
      error.description == "biases: a deviation of -1, a number from 0 to 1000 was expected")
  }
}
