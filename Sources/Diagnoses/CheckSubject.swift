import Networks
import Recipes

/// The network of a check with the weights that are judged.
struct CheckSubject {
  let network: Network
  let plan: RecipePlan?
  let areWeightsTrained: Bool
  private(set) var remarks: [String] = []
  /// What corrects drawn weights, where examples are there for it.
  private(set) var measuredRecipe: (any MeasuredRecipe)?

  /// What the recipe `auto` says no weights can mend; `nil` where others were chosen.
  var limitsOfAutomatic: [String]? {
    plan.flatMap { $0.recipe == AutomaticRecipe.spelling ? $0.limits : nil }
  }

  init(_ check: Check, _ inputs: CheckInputs) throws(RecipeError) {
    switch check.weights {
    case .asTheyAre:
      network = check.network
      plan = nil
      let share = Freshness(of: network).share
      areWeightsTrained = share.map { $0 < 0.9 } ?? false
      if share != nil {
        remarks.append(
          areWeightsTrained
            ? "The weights do not look freshly drawn: they count as learned, and only what holds "
              + "whatever the inputs decides."
            : "The weights look freshly drawn: they are judged as a start.")
      }
    case .drawn(let recipe):
      let found = try recipe.plan(
        for: check.network, RecipeContext(input: inputs.moments, batch: inputs.batch))
      network = check.network.drawn(by: found)
      plan = found
      areWeightsTrained = false
      if let measured = recipe as? any MeasuredRecipe, check.data != nil || measured.needsExamples {
        measuredRecipe = measured
      }
    }
  }
}
