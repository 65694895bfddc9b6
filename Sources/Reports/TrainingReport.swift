import Initializers
import Training

/// What a comparison found: the values that the terminal, JSON and page renderers show.
public struct TrainingReport: Sendable {
  /// What was compared.
  public let comparison: Comparison
  /// The network as the user wrote it.
  public let networkName: String
  /// The activation of the hidden layers, as the command line spells it.
  public let activationName: String
  /// The finished runs, recipe by recipe.
  public let runs: [TrainingRun]
  /// What the runs of each recipe have in common, of the recipes that finished one.
  public let summaries: [RecipeSummary]
  /// Whether the work was ended before all runs were finished.
  public let isInterrupted: Bool

  /// A report of finished runs.
  public init(
    of runs: [TrainingRun], in comparison: Comparison, networkName: String, activationName: String
  ) {
    self.comparison = comparison
    self.networkName = networkName
    self.activationName = activationName
    self.runs = runs
    summaries = RecipeSummary.summaries(of: runs, in: comparison)
    isInterrupted = runs.count < comparison.starts.count * comparison.seeds.count
  }

  /// The recipe with the largest mean test accuracy; `nil` when no run was finished.
  public var best: RecipeSummary? {
    summaries.max { $0.testAccuracy.mean < $1.testAccuracy.mean }
  }

  /// The law of a recipe in symbols, as the catalog writes it.
  func equation(of recipe: String) -> String {
    let name = recipe.split(separator: ":")[0]
    return InitializerCatalog.entry(named: String(name))?.equation ?? recipe
  }
}
