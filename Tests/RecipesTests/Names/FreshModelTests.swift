import Initializers
import Recipes
import Tensors
import Testing

@Suite("Recipes named after models")
struct FreshModelTests {
  private static let models = [
    ("gpt2", "gpt2"), ("bert", "bert"), ("vit", "vit"), ("resnet50", "resnet"),
  ]

  /// The tensors whose moments are not those of the laws that a recipe gives them.
  private func strangers(_ file: String, _ recipe: String) throws -> [String] {
    let model = try FreshModel.load(file)
    let named = NamedParameters(model.named, layout: nil)
    #expect(named.ambiguous.map { $0.sentence } == [])
    let plan = try RecipeCatalog.recipe(spelled: recipe).plan(for: named.parameters)
    var found: [String] = []
    for (number, row) in model.tensors.enumerated() {
      let parameter = named.parameters[number]
      let law = try #require(plan.entries[number].law, "\(row.name)")
      let spec = try #require(parameter.spec, "\(row.name)")
      let variance = law.variance(of: spec)
      let count = Double(parameter.shape.count)
      if variance == 0 {
        let value = plan.entries[number].spelling == "ones" ? 1.0 : 0.0
        if row.least != value || row.greatest != value { found.append(row.name) }
        continue
      }
      let kurtosis = law.name == "uniform" ? 1.8 : 3.0
      // Standard errors of a variance, a mean and a fourth moment of so many draws.
      let drawn = row.deviation * row.deviation
      let isVariance =
        abs(drawn / variance - 1) <= 5 * ((kurtosis - 1) / count).squareRoot()
      let isMean = abs(row.mean) <= 5 * (variance / count).squareRoot()
      let isLaw = abs(row.kurtosis - kurtosis) <= 6 * (24 / count).squareRoot()
      let bound = law.name == "uniform" ? 1.7321 : 7
      let isBound = max(-row.least, row.greatest) <= bound * variance.squareRoot()
      if !(isVariance && isMean && isLaw && isBound) { found.append(row.name) }
    }
    return found
  }

  @Test("give every tensor the moments that the library starts it with", arguments: models)
  func moments(file: String, recipe: String) throws {
    #expect(try strangers(file, recipe) == [])
  }

  @Test("are told from one another: GPT-2's residual ends alone are not BERT's")
  func depth() throws {
    let found = try strangers("gpt2", "bert")
    #expect(found.count == 24)
    #expect(found.allSatisfy { $0.hasSuffix("c_proj.weight") })
    #expect(try strangers("bert", "gpt2").count == 24)
  }

  @Test("are told from a law that counts the other fan")
  func fans() throws {
    // Kernels of as many inputs as outputs have both fans alike.
    let found = try strangers("resnet50", "heNormal").filter { $0.contains("conv") }
    let rows = try FreshModel.load("resnet50").tensors.filter { $0.shape.count == 4 }
    let unlike = rows.filter { $0.shape[0] != $0.shape[1] }.map(\.name)
    #expect(found == unlike.filter { $0.contains("conv") })
    // The first, the last of 16 blocks, the first of 15, four shortcuts.
    #expect(unlike.count == 1 + 16 + 15 + 4)
  }

  @Test("see what lies where in the models", arguments: models)
  func places(file: String, recipe: String) throws {
    let named = NamedParameters(try FreshModel.load(file).named, layout: nil)
    let ends = named.parameters.filter { $0.place == .residualEnd }.map(\.path)
    let heads = named.parameters.filter { $0.place == .head }.map(\.path)
    switch file {
    case "gpt2":
      #expect(ends.count == 24 && heads == [])
    case "bert":
      #expect(ends.count == 24 && heads == ["cls.predictions.bias"])
    case "vit":
      #expect(ends.count == 24 && heads == ["classifier.weight", "classifier.bias"])
    default:
      // A kernel and a factor in each of 16 blocks.
      #expect(ends.count == 32 && heads == ["fc.weight", "fc.bias"])
      #expect(ends.allSatisfy { $0.contains("conv3") || $0.contains("bn3") })
    }
  }
}
