import Foundation
import GaussianIntegrals

/// What an activation does to a normal signal, and what weights make up for it.
public struct FunctionExplanation: Sendable {
  /// The function.
  public let function: ScalarFunction
  /// Its integrals for inputs from N(0, variance).
  public let moments: GaussianMoments
  /// Where gradients neither grow nor fall, for two bias variances.
  public let criticalPoints: [EdgeOfChaos.Point]

  /// The bias variances whose critical points are listed.
  public static let biasVariances = [0, 0.05]

  /// Explains the function that a user named.
  ///
  /// - Throws: `GaussianIntegralError` for an unknown name, a wrong argument or a variance that is
  ///   not positive.
  public init(spelled: String, variance: Double = 1) throws(GaussianIntegralError) {
    try self.init(FunctionCatalog.function(spelled: spelled), variance: variance)
  }

  /// Explains a function.
  ///
  /// - Throws: `GaussianIntegralError` when an integral does not exist.
  public init(_ function: ScalarFunction, variance: Double = 1) throws(GaussianIntegralError) {
    self.function = function
    moments = try GaussianMoments(of: function, variance: variance)
    var points: [EdgeOfChaos.Point] = []
    for bias in Self.biasVariances {
      points += try EdgeOfChaos(of: function).points(biasVariance: bias)
    }
    criticalPoints = points
  }

  /// E f; exactly 0 for an odd function, whose integral is 0 but for rounding.
  public var mean: Double { function.isOdd ? 0 : moments.mean }

  /// The gain that PyTorch's `calculate_gain` gives, where it knows the function.
  public var torchGain: Double? {
    let parts = function.name.split(separator: ":")
    switch parts[0] {
    case "identity", "sigmoid": return 1
    case "tanh": return 5.0 / 3
    case "relu": return 2.0.squareRoot()
    case "leakyReLU":
      let slope = parts.count > 1 ? Double(parts[1]) ?? 0.01 : 0.01
      return (2 / (1 + slope * slope)).squareRoot()
    case "selu": return 0.75
    default: return nil
    }
  }
}

extension FunctionExplanation {
  /// The explanation as lines for a terminal.
  public func terminalText(columns: Int = 100) -> String {
    var text = Paragraphs(columns: columns)
    text.add("f(x)", function.equation)
    text.space()
    text.add(lines: DotCanvas.graph(over: -4...4, function.value(at:)))
    text.add(lines: [
      "-4" + String(repeating: " ", count: 17) + "0" + String(repeating: " ", count: 19) + "4"
    ])
    text.space()
    let q = moments.inputVariance
    text.add("for", "inputs from N(0, \(Numbers.setting(q)))")
    text.add("mean", "E f = \(digits(mean))")
    text.add("2nd moment", "E f² = \(digits(moments.secondMoment))")
    text.add(
      "slope", "E f' = \(digits(moments.slopeMean)), E f'² = \(digits(moments.slopeSecondMoment))")
    text.space()
    text.add(
      "gain",
      "forward \(digits(moments.forwardGain)) keeps the signal's second moment, "
        + "backward \(digits(moments.backwardGain)) keeps the gradient's, "
        + "compromise \(digits(moments.compromiseGain))")
    text.add("", "as in lecunNormal:\(digits(moments.forwardGain)); \(torchSentence)")
    text.add(
      "with it",
      "the gradient's second moment grows by χ = \(digits(moments.gradientGrowth)) in "
        + "each layer, and a small error of the signal's by α = \(digits(moments.lengthSlope))"
        + stabilityClause)
    text.space()
    for bias in Self.biasVariances { text.add(biasLabel(bias), edgeSentence(bias)) }
    let heading = "\(function.name), an activation"
    return ([heading, ""] + text.lines).joined(separator: "\n") + "\n"
  }

  private var stabilityClause: String {
    if abs(moments.lengthSlope - 1) < 1e-9 { return ": every scale stays" }
    return moments.lengthSlope < 1
      ? ": it returns to its value" : ": it drifts away from it, so mind the depth"
  }

  private var torchSentence: String {
    guard let torch = torchGain else { return "PyTorch's calculate_gain does not know it" }
    let differs = abs(torch / moments.forwardGain - 1) > 1e-6 && moments.inputVariance == 1
    return "PyTorch's calculate_gain: \(digits(torch))"
      + (differs ? ", which keeps neither" : ", the same")
  }

  private func biasLabel(_ bias: Double) -> String { bias == 0 ? "critical" : "" }

  private func edgeSentence(_ bias: Double) -> String {
    let points = criticalPoints.filter { $0.biasVariance == bias }
    let head = "with bias variance \(Numbers.setting(bias)): "
    guard !points.isEmpty else { return head + "no weight variance keeps gradients (χ = 1)" }
    return head
      + points.map { point in
        let weights = "weight variance \(digits(point.weightVariance)) / fan in"
        switch point.kind {
        case .everyVariance: return weights + " at every signal variance"
        case .limit:
          return weights + " as the signal's variance falls to 0, \(point.stability.rawValue)"
        case .interior:
          return weights + " at signal variance \(digits(point.variance)), "
            + "\(point.stability.rawValue) (α = \(digits(point.slope)))"
        }
      }.joined(separator: "; ")
  }

  // An integral that is 0 comes out as a rounding error.
  private func digits(_ value: Double) -> String { Numbers.digits(abs(value) < 1e-15 ? 0 : value) }
}

extension Numbers {
  /// Up to ten significant digits: `1.414213562`, `0.5`, `2`.
  package static func digits(_ value: Double) -> String {
    value.isFinite ? String(format: "%.10g", value) : short(value)
  }
}

extension FunctionExplanation {
  /// The explanation as JSON with the schema `xavier.explain/1`.
  public func json() throws -> Data {
    try JSONText.encode(FunctionDocument(self), isPretty: true) + Data("\n".utf8)
  }
}
