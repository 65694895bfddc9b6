import Foundation
import Networks
import Recipes

/// What a recipe with a name of its own draws.
public struct RecipeExplanation: Sendable {
  /// The recipe's line in the catalog.
  public let entry: RecipeCatalog.Entry

  /// Explains a recipe; `nil` where no recipe has the name, or only an initializer does.
  public init?(spelled: String) {
    let name = RecipeCatalog.synonyms[spelled] ?? spelled
    guard let entry = RecipeCatalog.entries.first(where: { $0.name == name }) else { return nil }
    self.entry = entry
  }

  private var synonyms: [String] {
    RecipeCatalog.synonyms.filter { $0.value == entry.name }.map { $0.key }.sorted()
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
      PlanRow.rows(try entry.recipe.plan(for: network, RecipeContext()), of: network)
    }
  }

  /// The explanation as lines for a terminal.
  public func terminalText(columns: Int = 100) throws -> String {
    var text = Paragraphs(columns: columns)
    text.add("gives", entry.summary)
    text.add("also", synonyms.joined(separator: ", "))
    if entry.needsExamples {
      text.add("needs", "examples, as --data gives them; without them the plan below")
    } else if entry.recipe is any MeasuredRecipe {
      text.add(
        "examples",
        "where check --data gives some, each layer is brought to the mean square on them "
          + "that theory means it to have")
    }
    text.add(
      "use", "xavier check MODEL --recipe \(entry.name), xavier train MODEL --recipe \(entry.name)")
    let plan = PlanRow.lines(try rows(), columns: columns)
    return
      (["\(entry.name), a recipe", ""] + text.lines + [
        "", "  Of layers of the usual kinds it draws", "",
      ]
      + plan).joined(separator: "\n") + "\n"
  }

  /// The explanation as JSON with the schema `xavier.explain/1`.
  public func json() throws -> Data {
    try JSONText.encode(
      Document(
        name: entry.name, summary: entry.summary, needsExamples: entry.needsExamples,
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
