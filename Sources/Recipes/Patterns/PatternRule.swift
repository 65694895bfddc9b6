import Initializers
import Networks

/// One rule of a recipe in words: which parameters it is for, and what they get.
struct PatternRule: Sendable {
  /// How a rule counts fans.
  enum Fans: String, Sendable, CaseIterable {
    /// By the declared axes.
    case declared
    /// By the stored shape, as PyTorch does: the second axis for inputs, the first for outputs.
    case pytorch
    /// By the stored shape, as Keras does: the last axis but one for inputs, the last for outputs.
    case keras
    /// Of a bias: those of the weight it belongs to.
    case weight
  }

  /// A division of the deviation by sqrt(branches × blocks).
  struct Depth: Sendable {
    /// How many branches each block adds.
    var branches: Double
    /// How many blocks there are; `nil` where names say it.
    var blocks: Int?
  }

  /// Where the rule begins in its text.
  var line: Int
  var path: PathPattern?
  var roles: [RuleRole]?
  var layers: [WeightUse.Layer]?
  var places: [ModelParameter.Place]?
  /// What draws the parameters; `nil` where they stay as they are.
  var initializer: (any Initializer)?
  var gain = 1.0
  var depth: Depth?
  var layout: Layout?
  var groups = 1
  var fans = Fans.declared
  /// Whether it may match nothing.
  var isOptional = false

  /// Whether it asks where a parameter lies.
  var dependsOnPlace: Bool {
    places != nil || roles?.contains { $0 == .residualEnd || $0 == .head } == true
  }

  /// Whether each parameter is one that the rule is for.
  func matches(_ parameters: [ModelParameter]) -> [Bool] {
    let byPath = path?.matches(parameters.map(\.path))
    return parameters.enumerated().map { number, parameter in
      if let byPath, !byPath[number] { return false }
      if let roles, !roles.contains(where: { $0.includes(parameter) }) { return false }
      if let places, !places.contains(parameter.place) { return false }
      guard let layers else { return true }
      switch parameter.use {
      case .weight(let weight), .bias(.some(let weight)): return layers.contains(weight.layer)
      default: return false
      }
    }
  }
}

/// An initializer with another deviation.
enum Scaling {
  /// The initializers that have a deviation to multiply, beside those that count fans.
  private static let scalable = [
    "normal", "truncatedNormal", "uniform", "orthogonal", "deltaOrthogonal",
  ]

  /// The initializer with its deviation times a factor; `nil` where it has none to multiply.
  static func scaled(
    _ initializer: any Initializer, by factor: Double
  ) -> (any Initializer)? {
    if factor == 1 { return initializer }
    if let scaling = initializer as? VarianceScaling { return scaling.scaled(byGain: factor) }
    let parts = initializer.name.split(separator: ":", maxSplits: 1)
    guard let name = parts.first.map(String.init), scalable.contains(name) else { return nil }
    var numbers =
      parts.count == 1 ? [1.0] : parts[1].split(separator: ",").map { Double($0) ?? .nan }
    // A mean would have to grow with the deviation.
    if name == "normal", numbers.count > 1 { return nil }
    numbers[0] *= factor
    let text = numbers.map { "\($0)" }.joined(separator: ",")
    return try? InitializerCatalog.initializer(spelled: "\(name):\(text)")
  }
}
