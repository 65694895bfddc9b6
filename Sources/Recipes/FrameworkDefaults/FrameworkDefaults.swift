import Initializers
import Networks
import Tensors

/// The laws that the layers of a framework start with when nothing is said.
///
/// These are the framework's statistics, with its mistakes: what networks are given today. Draws
/// are the package's own. Every parameter is drawn, those too for which the network declares a law.
protocol FrameworkDefaults: ParameterwiseRecipe {
  /// What a parameter of the given axes gets; `nil` where the framework has nothing for it.
  func start(_ use: ParameterUse, _ spec: ParameterSpec) throws(InitializerError) -> Start?
}

/// An initializer for one parameter, and why.
struct Start {
  /// What draws it.
  let initializer: any Initializer
  /// Why, in a few words.
  let reason: String

  init(_ initializer: any Initializer, _ reason: String) {
    self.initializer = initializer
    self.reason = reason
  }
}

extension FrameworkDefaults {
  /// The framework's law for every parameter.
  ///
  /// Parameters whose purpose nothing declares stay as they are.
  ///
  /// - Throws: ``RecipeError`` with code `.parameter` where a parameter cannot be drawn.
  public func plan(
    for parameters: [ModelParameter]
  ) throws(RecipeError) -> RecipePlan {
    var entries: [RecipePlan.Entry] = []
    for parameter in parameters {
      let spec = parameter.drawnSpec
      do {
        guard parameter.shape.count > 0, let start = try start(parameter.use, spec) else {
          entries.append(.unchanged(parameter))
          continue
        }
        entries.append(try RecipePlan.Entry(start.initializer, for: spec, reason: start.reason))
      } catch {
        throw .parameter(parameter.path, error)
      }
    }
    return RecipePlan(recipe: name, entries: entries)
  }
}

extension RecipePlan.Entry {
  /// What an initializer gives a parameter.
  ///
  /// - Throws: `InitializerError` where it cannot draw it.
  init(
    _ initializer: any Initializer, for spec: ParameterSpec, reason: String
  ) throws(InitializerError) {
    let law = try initializer.law(for: spec)
    try law.check(.float32, for: spec)
    self.init(law: law, spelling: initializer.name, reason: reason)
  }

  /// A parameter that keeps its law, or its numbers.
  static func unchanged(
    _ parameter: ModelParameter, reason: String = "nothing says what it is for"
  ) -> RecipePlan.Entry {
    guard let own = parameter.own else {
      return .init(law: nil, spelling: "as it is", reason: reason)
    }
    return .init(law: own.law, spelling: own.spelling, reason: "the network's own")
  }
}

extension VarianceScaling {
  /// The rule of a framework, where it counts fans by its own lights.
  ///
  /// - Returns: `own`, where the count is that of the declared axes.
  static func counting(
    _ fanIn: Double, _ fanOut: Double, by own: VarianceScaling, for spec: ParameterSpec
  ) throws(InitializerError) -> any Initializer {
    let fans = Fans(fanIn: fanIn, fanOut: fanOut)
    let variance = try own.variance(fans: fans)
    if spec.sections == nil, try own.variance(fans: spec.fans) == variance { return own }
    switch own.distribution {
    case .uniform: return try .uniform(bound: (3 * variance).squareRoot())
    case .normal: return try .normal(standardDeviation: variance.squareRoot())
    case .truncatedNormal:
      return try .truncatedNormal(standardDeviation: variance.squareRoot())
    }
  }
}
