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
    return "\(differenceClause(best))."
  }

  private func resultSentence(_ best: RecipeSummary) -> String {
    let isWhole = best.runs.allSatisfy { $0.losses.count == comparison.epochs }
    let epochs = Numbers.counted(comparison.epochs, "epoch")
    let share = "\(Numbers.percent(best.testAccuracy.mean)) % of the test examples right"
    let after = "After \(isWhole ? "" : "at most ")\(epochs),"
    if summaries.count == 1 {
      return "\(after) \(best.recipe) has \(share) (outcome: \(best.outcome.rawValue))."
    }
    let equals = summaries.filter { $0.testAccuracy.mean == best.testAccuracy.mean }.map(\.recipe)
    let groups = Outcome.allCases.compactMap { outcome -> String? in
      let names = summaries.filter { $0.outcome == outcome }.map(\.recipe)
      if names.isEmpty { return nil }
      let isAll = names.count == summaries.count
      return "\(isAll ? "all recipes" : Numbers.list(names)) \(outcome.verb(names.count))"
    }
    return "\(after) \(Numbers.list(equals)) did best with \(share); with a test accuracy of "
      + "\(Numbers.mark(comparison.threshold)) % as the mark, "
      + groups.joined(separator: "; ") + "."
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
      + causes.map { "; " + $0 }.joined() + "."
  }

  private func doubtSentence(_ best: RecipeSummary) -> String {
    guard comparison.starts.count > 1 else {
      return "One recipe alone compares with nothing: name others with --recipe."
    }
    guard summaries.count > 1 else { return "\(differenceClause(best))." }
    return
      "\(differenceClause(best)); all recipes had the same learning rate, and for each its own "
      + "best one might change the order."
  }

  private func differenceClause(_ best: RecipeSummary) -> String {
    guard summaries.count > 1 else {
      return comparison.starts.count > 1
        ? "No recipe but \(best.recipe) has a finished run" : "One recipe was trained"
    }
    let others = summaries.filter { $0.recipe != best.recipe }
    let tested = others.filter { $0.isLikeBest != nil }
    guard !tested.isEmpty else {
      return comparison.seeds.count == 1
        ? "One seed cannot tell a difference from chance: ask for more with --seeds"
        : "Too few runs were finished to tell a difference from chance"
    }
    let seeds =
      isInterrupted ? "the seeds finished" : Numbers.counted(comparison.seeds.count, "seed")
    let over = "over \(seeds) (paired t-tests at 95 %, Holm's correction)"
    let alike = tested.filter { $0.isLikeBest == true }
    guard alike.isEmpty else {
      return
        "\(Numbers.list(alike.map(\.recipe))) cannot be told from \(best.recipe) by the test "
        + "accuracy \(over)"
    }
    let behind = tested.count == others.count ? ["every other recipe"] : tested.map(\.recipe)
    return "The lead of \(best.recipe) over \(Numbers.list(behind)) is more than chance \(over)"
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
  case nonfinite, silent, vanishing, growing, shrinkingGradient, growingGradient, other

  init(of recipe: RecipeSummary) {
    let signals = (first: recipe.signals.first ?? 0, last: recipe.signals.last ?? 0)
    let gradients = (first: recipe.gradients.first ?? 0, last: recipe.gradients.last ?? 0)
    if !(recipe.signals + recipe.gradients).allSatisfy(\.isFinite) {
      self = .nonfinite
    } else if gradients.first == 0 {
      self = .silent
    } else if signals.last < signals.first / 10 {
      self = .vanishing
    } else if signals.last > signals.first * 10 {
      self = .growing
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
    case .nonfinite:
      return "with \(names) signal or gradient is beyond all numbers"
    case .silent:
      return "with \(names) no gradient at all reaches the first layer"
    case .vanishing:
      return "with " + ends(recipes, "the signal has faded")
    case .growing:
      return "with " + ends(recipes, "the signal has grown")
    case .shrinkingGradient:
      return "with \(names) the gradient shrinks \(folds(recipes) { 1 / $0 }) on its way back"
    case .growingGradient:
      return "with \(names) the gradient grows \(folds(recipes) { $0 }) on its way back"
    case .other:
      return
        "with \(names) neither signal nor gradient changes tenfold, so the cause lies elsewhere"
    }
  }

  // "normal:1 the signal has grown to 30 and ones to 61".
  private func ends(_ recipes: [RecipeSummary], _ what: String) -> String {
    Numbers.list(
      recipes.enumerated().map { place, recipe in
        "\(place == 0 ? "" : "with ")\(recipe.recipe)\(place == 0 ? " \(what)" : "") to "
          + Numbers.short(recipe.signals.last ?? 0)
      })
  }

  private func folds(_ recipes: [RecipeSummary], _ direction: (Double) -> Double) -> String {
    Numbers.list(
      recipes.map { recipe in
        let growth = (recipe.gradients.first ?? 1) / (recipe.gradients.last ?? 1)
        return Numbers.short(direction(growth)) + "-fold"
      })
  }
}
