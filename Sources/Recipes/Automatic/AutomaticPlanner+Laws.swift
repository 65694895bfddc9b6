import Initializers
import Networks
import Tensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension AutomaticPlanner {
  // Matrices up to this size are drawn orthogonal where that helps.
  private static let largestOrthogonal = 4096
  // How much scatter of lengths normal weights may add up to.
  private static let mostScatter = 0.5

  /// Normal weights, or orthogonal ones where those of normal weights would scatter too much.
  mutating func entry(
    _ parameter: Network.Parameter, variance: Double, node: Int, scatter: Double = 0,
    reason: String, isAgreed: Bool = false
  ) throws(RecipeError) -> RecipePlan.Entry {
    let fan = fan(of: parameter)
    let agreement = isAgreed ? "; the geometric mean of what its uses want" : ""
    if scatter > Self.mostScatter, let spec = parameter.spec,
      spec.sections == nil, graph.weights[node].count == 1
    {
      let inputs = spec.length(.input) * max(spec.length(.kernel), 1)
      let outputs = spec.length(.output)
      let longest = max(inputs, outputs)
      if min(inputs, outputs) > 1, min(inputs, outputs) <= Self.largestOrthogonal {
        let gain = (variance * Double(longest)).squareRoot()
        let law = try law(parameter) { () throws(InitializerError) in try Orthogonal(gain: gain) }
        self.scatter = max(self.scatter, scatter - 2 * stretches.crowding[node])
        return .init(
          law: law, spelling: "orthogonal, gain \(gain.figures)",
          reason: reason + agreement + "; orthogonal, because with normal weights the "
            + "logarithm of the length would vary by \(scatter.figures) over these layers")
      }
    }
    self.scatter = max(self.scatter, scatter)
    return .init(
      law: try normal(variance, parameter),
      spelling: "normal, variance \((variance * fan).figures) / fan in \(fan.figures)",
      reason: reason + agreement)
  }

  /// A normal law.
  func normal(
    _ variance: Double, _ parameter: Network.Parameter
  ) throws(RecipeError) -> any Law {
    try law(parameter) { () throws(InitializerError) in try Normal(variance: variance) }
  }

  /// A law that the parameter can be drawn by.
  func law(
    _ parameter: Network.Parameter, _ make: () throws(InitializerError) -> any Law
  ) throws(RecipeError) -> any Law {
    do {
      let law = try make()
      try law.check(.float32, for: parameter.declared)
      return law
    } catch {
      throw .parameter(parameter.path, error)
    }
  }

  /// How many products one output sums, at least 1.
  func fan(of parameter: Network.Parameter) -> Double {
    max(parameter.spec?.fans.fanIn ?? 1, 1)
  }
}

extension Network.Parameter {
  /// The meaning of its axes, or that each element is one for itself.
  var declared: ParameterSpec { spec ?? .bias(out: shape.count) }
}

extension Double {
  /// With four significant digits, as short as can be: `2`, `0.0442`, `1.957`.
  var figures: String {
    guard isFinite, self != 0 else { return self == 0 ? "0" : "\(self)" }
    let digits = Int((log10(abs(self))).rounded(.down))
    if digits < -5 || digits > 8 {
      let mantissa = (self / pow(10, Double(digits)) * 1000).rounded() / 1000
      return "\(mantissa.figures)e\(digits)"
    }
    let scale = pow(10, Double(3 - digits))
    let rounded = (self * scale).rounded() / scale
    return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
  }
}
