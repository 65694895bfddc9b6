import Training

extension TrainingReport {
  /// Three sentences that say what the runs show: who learned, what signal and gradient had to do
  /// with it, and which differences may be chance.
  public var sentences: [String] {
    guard let best else { return ["No run was finished, so there is nothing to compare."] }
    return [resultSentence(best), travelSentence(best), doubtSentence(best)]
  }

  /// One sentence on the recipes whose test accuracy cannot be told from the best one's.
  public var comparisonSentence: String {
    guard let best else { return "No run was finished." }
    return (summaries.count > 1 ? differenceClause(best) : "One recipe was trained") + "."
  }

  private func resultSentence(_ best: RecipeSummary) -> String {
    let epochs = comparison.epochs == 1 ? "1 epoch" : "\(comparison.epochs) epochs"
    var sentence =
      "\(best.recipe) did best with \(Numbers.percent(best.testAccuracy.mean)) % of the test "
      + "examples right after \(epochs)"
    if summaries.count == 1 { return sentence + " (outcome: \(best.outcome.rawValue))." }
    let groups = Outcome.allCases.compactMap { outcome -> String? in
      let names = summaries.filter { $0.outcome == outcome }.map(\.recipe)
      if names.isEmpty { return nil }
      let isAll = names.count == summaries.count
      return "\(isAll ? "all recipes" : Numbers.list(names)) \(outcome.verb(names.count))"
    }
    sentence += "; with a test accuracy of \(Numbers.percent(comparison.threshold)) % as the mark, "
    return sentence + groups.joined(separator: "; ") + "."
  }

  private func travelSentence(_ best: RecipeSummary) -> String {
    guard let first = best.signals.first, let last = best.signals.last else {
      return "The network has no hidden layer in which signal or gradient could be lost."
    }
    let failing = summaries.filter { $0.outcome != .learns && $0.recipe != best.recipe }
    let causes = Cause.allCases.compactMap { cause -> String? in
      let recipes = failing.filter { Cause(of: $0) == cause }
      return recipes.isEmpty ? nil : cause.clause(recipes)
    }
    return "Before training, \(best.recipe) gives a signal of \(Numbers.short(first)) in the first "
      + "hidden layer and \(Numbers.short(last)) in the last"
      + (causes.isEmpty ? "" : "; " + Numbers.list(causes)) + "."
  }

  private func doubtSentence(_ best: RecipeSummary) -> String {
    guard summaries.count > 1 else {
      return "One recipe alone compares with nothing: name others with --recipe."
    }
    return
      "\(differenceClause(best)); all recipes had the same learning rate, and for each its own "
      + "best one might change the order."
  }

  private func differenceClause(_ best: RecipeSummary) -> String {
    guard summaries.contains(where: { $0.isLikeBest != nil }) else {
      return "One seed cannot tell a difference from chance: ask for more with --seeds"
    }
    let alike = summaries.filter { $0.isLikeBest == true && $0.recipe != best.recipe }
    let seeds = "over \(best.runs.count) seeds (paired t-tests at 95 %, Holm's correction)"
    guard !alike.isEmpty else {
      return "The lead of \(best.recipe) over every other recipe is more than chance \(seeds)"
    }
    return
      "\(Numbers.list([best.recipe] + alike.map(\.recipe))) cannot be told apart by their test "
      + "accuracy \(seeds)"
  }
}

extension Outcome {
  fileprivate func verb(_ count: Int) -> String {
    switch self {
    case .learns: count == 1 ? "learns" : "learn"
    case .slow: count == 1 ? "is slow" : "are slow"
    case .stalls: count == 1 ? "stalls" : "stall"
    case .diverges: count == 1 ? "diverges" : "diverge"
    }
  }
}

/// What signal and gradient before training have to do with a recipe that does not learn.
private enum Cause: CaseIterable {
  case silent, vanishing, shrinkingGradient, growingGradient, other

  init(of recipe: RecipeSummary) {
    let signals = (first: recipe.signals.first ?? 0, last: recipe.signals.last ?? 0)
    let gradients = (first: recipe.gradients.first ?? 0, last: recipe.gradients.last ?? 0)
    if gradients.first == 0 || signals.last == 0 {
      self = .silent
    } else if signals.last < signals.first / 10 {
      self = .vanishing
    } else if gradients.first < gradients.last / 10 {
      self = .shrinkingGradient
    } else if gradients.first > gradients.last * 10 {
      self = .growingGradient
    } else {
      self = .other
    }
  }

  func clause(_ recipes: [RecipeSummary]) -> String {
    let names = Numbers.list(recipes.map(\.recipe))
    switch self {
    case .silent:
      return "with \(names) no gradient at all reaches the first layer"
    case .vanishing:
      return Numbers.list(
        recipes.enumerated().map { place, recipe in
          "with \(recipe.recipe)\(place == 0 ? " the signal has faded" : "") to "
            + Numbers.short(recipe.signals.last ?? 0)
        })
    case .shrinkingGradient:
      return "with \(names) the gradient shrinks \(folds(recipes) { 1 / $0 }) on its way back"
    case .growingGradient:
      return "with \(names) the gradient grows \(folds(recipes) { $0 }) on its way back"
    case .other:
      return
        "with \(names) neither signal nor gradient changes tenfold, so the cause lies elsewhere"
    }
  }

  private func folds(_ recipes: [RecipeSummary], _ direction: (Double) -> Double) -> String {
    Numbers.list(
      recipes.map { recipe in
        let growth = (recipe.gradients.first ?? 1) / (recipe.gradients.last ?? 1)
        return Numbers.short(direction(growth)) + "-fold"
      })
  }
}
