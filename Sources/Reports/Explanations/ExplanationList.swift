import Foundation
import GaussianIntegrals
import Initializers
import Recipes

/// Everything that can be explained.
public enum ExplanationList {
  /// The list as lines for a terminal.
  public static func terminalText(columns: Int = 100) -> String {
    var lines = ["Initializers", ""]
    let usages = InitializerCatalog.entries.map { "  " + $0.usage }
    let width = min((usages.map(\.count).max() ?? 0) + 2, 34)
    for (usage, entry) in zip(usages, InitializerCatalog.entries) {
      let room = columns - width
      let law =
        entry.equation.count <= room
        ? entry.equation : String(entry.equation.prefix(room - 1)) + "…"
      lines +=
        usage.count < width - 1
        ? [usage + String(repeating: " ", count: width - usage.count) + law]
        : [usage, String(repeating: " ", count: width) + law]
    }
    let synonyms = InitializerCatalog.synonyms.sorted { $0.key < $1.key }
    lines += ["  varianceScaling:SCALE,MODE,LAW", ""]
    var more = Paragraphs(columns: columns)
    more.add("also", synonyms.map { "\($0.key) = \($0.value)" }.joined(separator: ", "))
    lines += more.lines + ["", "Activations", ""]
    var names = Paragraphs(columns: columns)
    names.add("", activations.joined(separator: ", "))
    lines += names.lines.map { "  " + $0.drop { $0 == " " } }
    lines += ["", "Recipes", ""]
    let recipes =
      RecipeCatalog.entries.map { ($0.name, $0.summary) }
      + [(MeanFieldRecipe.usage, MeanFieldRecipe.summary)]
    let nameWidth = (recipes.map { $0.0.count }.max() ?? 0) + 2
    for (name, summary) in recipes {
      let label = name + String(repeating: " ", count: nameWidth - name.count)
      let broken = TrainingReport.wrapped(summary, columns - nameWidth - 2)
      lines += broken.enumerated().map { index, line in
        "  " + (index == 0 ? label : String(repeating: " ", count: nameWidth)) + line
      }
    }
    var verdicts = Paragraphs(columns: columns)
    verdicts.add("", VerdictExplanation.names.joined(separator: ", "))
    lines +=
      ["", "Verdicts of check, and what they are taken on", ""]
      + verdicts.lines.map { "  " + $0.drop { $0 == " " } }
    lines += [
      "", "Fans", "",
      "  xavier explain fans --dense IN,OUT, and other kinds of parameters: "
        + "xavier explain --help",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private static var activations: [String] { FunctionCatalog.entries.map(\.name) + ["softmax"] }

  /// The list as JSON with the schema `xavier.explain/1`.
  public static func json() throws -> Data {
    try JSONText.encode(
      Document(
        initializers: InitializerCatalog.entries.map(\.usage),
        activations: activations,
        recipes: RecipeCatalog.entries.map { $0.name } + [MeanFieldRecipe.usage],
        verdicts: VerdictExplanation.names), isPretty: true)
      + Data("\n".utf8)
  }

  private struct Document: Encodable {
    let schema = "xavier.explain/1"
    let kind = "list"
    let initializers, activations, recipes, verdicts: [String]
  }
}
