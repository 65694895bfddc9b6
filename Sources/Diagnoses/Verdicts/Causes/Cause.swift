import Networks

/// Why a rule is broken, and what to do about it.
struct Explanation: Sendable, Hashable {
  /// Where the cause lies, where that is another place than where it shows.
  var layer: String?
  /// Why: one sentence.
  let cause: String
  /// What to do: one sentence.
  let remedy: String
}

/// A cause that a broken rule may have.
protocol Cause: Sendable {
  /// The explanation, where this is the cause.
  static func explanation(of breach: Breach, in scene: Scene) -> Explanation?
}

/// What causes look at: the evidence, and what is made of its weights once.
struct Scene: Sendable {
  let evidence: Evidence
  let layers: [WeightedLayer]
  let oddLayers: [OddLayer]
  let oddFactors: [OddFactor]

  init(_ evidence: Evidence) {
    self.evidence = evidence
    layers = evidence.weightedLayers()
    // Every law of the recipe auto has a reason of its own.
    oddLayers = evidence.limitsOfAutomatic == nil ? WeightRule(of: layers).oddLayers : []
    let hasOddFactors = !evidence.areWeightsTrained && evidence.limitsOfAutomatic == nil
    oddFactors = hasOddFactors ? evidence.oddFactors() : []
  }

  /// The layers along a breach's stretch.
  func layers(along breach: Breach) -> [WeightedLayer] {
    breach.stretch.isEmpty ? layers : evidence.layers(along: breach.stretch, of: layers)
  }

  /// The layer that gives the value where a breach begins.
  func layer(of breach: Breach) -> WeightedLayer? {
    guard let value = breach.value, case .node(let number, _) = evidence.network.sources[value]
    else { return nil }
    return layers.last { $0.node <= number }
  }

  // The likeliest first.
  private static let causes: [any Cause.Type] = [
    NumbersInWeights.self, BadArithmetic.self, EqualUnits.self, NegativeBiases.self,
    UnstandardizedInput.self, LargeTable.self, ConstantWeights.self, LargeBiases.self,
    OneNormalizationsFactors.self, OneLayersScale.self,
    DepthOverWidth.self, GrowingResidualSums.self,
    MaskingNormalization.self, RepellingLength.self, WrongFans.self, HidingBiases.self,
    WrongGain.self, ActivationItself.self,
  ]

  // Those that are not a matter of the law that drew the weights.
  private static let causesBesideLaws: [any Cause.Type] = [
    NumbersInWeights.self, BadArithmetic.self, UnstandardizedInput.self, DepthOverWidth.self,
  ]

  /// The likeliest cause.
  func explanation(of breach: Breach) -> Explanation {
    let limits = evidence.limitsOfAutomatic
    for cause in limits == nil ? Self.causes : Self.causesBesideLaws {
      if let found = cause.explanation(of: breach, in: self) { return found }
    }
    if let limits {
      return Explanation(
        cause: limits.first ?? "no weights keep it nearer to its start through so many such layers",
        remedy: "fewer layers, or residual connections or normalizations between them")
    }
    return Explanation(
      cause: "no single cause stands out",
      remedy: "let `--recipe auto` choose the weights, and compare the table with and without it")
  }
}

/// A multiple of one over fan in, as it is usually written: `2 / fan in`, `1 / (3 fan in)`.
func overFanIn(_ gain: Double) -> String {
  let inverse = (1 / gain).rounded()
  if gain < 0.9, inverse <= 20, abs(gain * inverse - 1) < 0.02 {
    return "1 / (\(Int(inverse)) fan in)"
  }
  if gain >= 0.9, gain < 20, abs(gain / gain.rounded() - 1) < 0.02 {
    return "\(Int(gain.rounded())) / fan in"
  }
  return "\(gain.brief) / fan in"
}
