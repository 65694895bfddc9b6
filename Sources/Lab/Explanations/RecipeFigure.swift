import Foundation
import Xavier

/// What signal and gradient do through 30 layers of tanh and of ReLU with a recipe: both checks, as
/// `xavier check` prints them.
enum RecipeFigure {
  /// The activations that are shown.
  static let activations = ["tanh", "relu"]

  /// The figure of a recipe.
  ///
  /// - Throws: `RecipeError` where the recipe draws no such network; `CancellationError`.
  static func json(of recipe: String) throws -> Data {
    let series = try activations.map { activation in
      let checks = try FigureChecks(
        .with {
          $0.activation = activation
          $0.recipes = [recipe]
        })
      return LabJSON.object([
        ("name", try LabJSON.encode(activation)),
        ("command", try LabJSON.encode(checks.command(recipe: 0))),
        ("check", try checks.check(recipe: 0).report.json()),
      ])
    }
    return LabJSON.object([
      ("kind", try LabJSON.encode("layers")), ("name", try LabJSON.encode(recipe)),
      ("series", Data("[".utf8) + Data(series.joined(separator: Data(",".utf8))) + Data("]".utf8)),
    ])
  }
}
