import Foundation
import Networks
import Recipes

/// What a recipe with a name of its own draws.
public struct RecipeExplanation: Sendable {
  /// How the command line spells it, with its arguments: `pytorch`, `sigma:1.5,0.05`.
  public let name: String
  /// What it gives, in one line.
  public let summary: String
  /// The recipe.
  public let recipe: any Recipe
  /// Whether it needs examples.
  public let needsExamples: Bool

  /// The point that is shown of `sigma` without numbers: the edge of chaos of tanh.
  private static let exampleOfSigma = "\(MeanFieldRecipe.spelling):1,0"

  /// Explains a recipe; `nil` where no recipe has the name, or only an initializer does.
  ///
  /// - Throws: `RecipeError` with code `.name` for `sigma` with other arguments than two deviations.
  public init?(spelled: String) throws(RecipeError) {
    let name = RecipeCatalog.synonyms[spelled] ?? spelled
    if name.prefix(while: { $0 != ":" }) == MeanFieldRecipe.spelling {
      let isWhole = name.contains(":")
      recipe = try RecipeCatalog.recipe(spelled: isWhole ? name : Self.exampleOfSigma)
      (self.name, summary, needsExamples) = (recipe.name, MeanFieldRecipe.summary, false)
      return
    }
    guard let entry = RecipeCatalog.entries.first(where: { $0.name == name }) else { return nil }
    (self.name, summary, needsExamples) = (entry.name, entry.summary, entry.needsExamples)
    recipe = entry.recipe
  }

  private var synonyms: [String] {
    RecipeCatalog.synonyms.filter { $0.value == name }.map { $0.key }.sorted()
  }

  /// Networks that between them have the usual kinds of layers.
  static let samples = [
    Network(input: [32, 32, 3]) {
      Convolution(64, kernel: 3, activation: .relu, name: "convolution")
      GlobalAveragePooling(name: "pool")
      Dense(128, activation: .gelu, name: "hidden")
      LayerNormalization(name: "norm")
      Dense(10, name: "output")
    },
    Network(input: [16], of: .int64) {
      Embedding(vocabulary: 1000, dimension: 64, name: "embedding")
      LSTM(128, name: "lstm")
    },
  ]

  private func rows() throws -> [PlanRow] {
    try Self.samples.flatMap { network in
      PlanRow.rows(try recipe.plan(for: network, RecipeContext()), of: network)
    }
  }

  /// The explanation as lines for a terminal.
  public func terminalText(columns: Int = 100) throws -> String {
    var text = Paragraphs(columns: columns)
    text.add("gives", summary)
    text.add("spelled", recipe is MeanFieldRecipe ? MeanFieldRecipe.usage : "")
    text.add("also", synonyms.joined(separator: ", "))
    if needsExamples {
      text.add("needs", "examples, as --data gives them; without them the plan below")
    } else if recipe is any MeasuredRecipe {
      text.add(
        "examples",
        "where check --data gives some, each layer is brought to the mean square on them "
          + "that theory means it to have")
    }
    text.add(
      "use", "xavier check MODEL --recipe \(name), xavier train MODEL --recipe \(name)")
    let plan = PlanRow.lines(try rows(), columns: columns)
    return
      (["\(name), a recipe", ""] + text.lines + [
        "", "  Of layers of the usual kinds it draws", "",
      ]
      + plan).joined(separator: "\n") + "\n"
  }

  /// The explanation as JSON with the schema `xavier.explain/1`.
  public func json() throws -> Data {
    try JSONText.encode(
      Document(
        name: name, summary: summary, needsExamples: needsExamples,
        synonyms: synonyms, sample: rows().map(CheckDocument.PlanDocument.init)), isPretty: true)
      + Data("\n".utf8)
  }

  private struct Document: Encodable {
    let schema = "xavier.explain/1"
    let kind = "recipe"
    let name, summary: String
    let needsExamples: Bool
    let synonyms: [String]
    let sample: [CheckDocument.PlanDocument]
  }
}
