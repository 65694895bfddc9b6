import ModelFiles
import Recipes
import Tensors

/// What is known of a Float32 tensor whose numbers are not at hand.
package struct TensorSummary: Sendable {
  package let name: String
  package let shape: Shape
  package let mean, standardDeviation, minimum, maximum, kurtosis: Double

  package init(
    _ name: String, _ shape: Shape, mean: Double, standardDeviation: Double, minimum: Double,
    maximum: Double, kurtosis: Double
  ) {
    (self.name, self.shape) = (name, shape)
    (self.mean, self.standardDeviation) = (mean, standardDeviation)
    (self.minimum, self.maximum, self.kurtosis) = (minimum, maximum, kurtosis)
  }

  var count: Int { shape.count }
}

extension AuditResult {
  /// The findings of tensors of which moments and extremes alone are known: those by which they
  /// differ from what a recipe draws.
  ///
  /// - Parameter parameters: what is known of each tensor, in order.
  /// - Throws: `RecipeError` where the recipe cannot draw a parameter.
  package init(
    _ summaries: [TensorSummary], parameters: [ModelParameter], recipe: any Recipe
  ) throws {
    let plan = try recipe.plan(for: parameters)
    let tensors = zip(summaries, zip(parameters, plan.entries)).map { summary, known in
      AuditedTensor(summary, known.0, known.1)
    }
    self.init(
      tensors: tensors, plan: plan, layers: Stack.layerCount(summaries.map { $0.name }))
  }
}

extension AuditedTensor {
  fileprivate init(
    _ summary: TensorSummary, _ parameter: ModelParameter, _ entry: RecipePlan.Entry
  ) {
    let sums = PowerSums(summary)
    let part = MeasuredPart(
      sums: sums, sample: nil, law: nil, match: nil, spec: parameter.spec)
    let differences = entry.law.map {
      RecipeDifference.all([part], of: $0, for: parameter.drawnSpec, type: .float32)
    }
    self.init(
      name: summary.name, type: .float32, shape: summary.shape, statistics: .init(sums), law: nil,
      initializer: nil, parts: [], expected: .init(entry, parameter),
      comparison: differences ?? [], bulk: nil, parameter: parameter, content: 0, coincidence: 1,
      equalUnits: nil, rounding: 0)
  }
}
