import Networks

/// Notes on single layers whose weights are of another size than those of all others.
enum OddWeights: Rule {
  // Sizes that are merely other are often meant: those of heads, of the last layers of branches.
  private static let least = 9.0

  static func breaches(in evidence: Evidence) -> [Breach] {
    // Laws of the recipe auto have reasons of their own.
    if evidence.areWeightsTrained || evidence.limitsOfAutomatic != nil { return [] }
    let layers = evidence.weightedLayers()
    let constant = layers.filter {
      $0.facts.isConstant && !$0.facts.isZero && $0.spec.shape.count > 1 && !$0.isHead
    }.map {
      Breach(
        code: .symmetric, weight: .note, message: "all weights of \($0.path) are one number",
        value: evidence.network.nodes[$0.node].outputs[0].index, parameter: $0.parameter)
    }
    return constant + sparse(layers, in: evidence)
      + WeightRule(of: layers).oddLayers.compactMap { odd in
        if odd.layer.facts.isConstant, odd.reason != .zero { return nil }
        if odd.layer.isHead, odd.reason == .zero { return nil }
        let strength = max(odd.factor, odd.factor == 0 ? .infinity : 1 / odd.factor)
        let isHeads = odd.layer.isHead && strength < 25
        guard odd.reason != .scale || strength >= least, !isHeads else { return nil }
        return Breach(
          code: odd.reason == .zero ? .dead : odd.factor > 1 ? .exploding : .vanishing,
          weight: .note,
          message: odd.message, isGrowth: odd.factor > 1,
          value: evidence.network.nodes[odd.layer.node].outputs[0].index,
          parameter: odd.layer.parameter, severity: odd.strength)
      }
  }

  // Layers of which most weights are zero, while hardly one is in most others: an identity, say.
  private static func sparse(_ layers: [WeightedLayer], in evidence: Evidence) -> [Breach] {
    let drawn = layers.filter { !$0.facts.isZero && $0.spec.shape.count >= 32 }
    guard let usual = median(drawn.map(\.facts.zeroShare)), usual < 0.01 || drawn.count < 3
    else { return [] }
    return drawn.filter { $0.facts.zeroShare > 0.5 }.map {
      Breach(
        code: .dead, weight: .note,
        message: "\(percent($0.facts.zeroShare)) of the weights of \($0.path) are zero",
        value: evidence.network.nodes[$0.node].outputs[0].index, parameter: $0.parameter)
    }
  }
}

extension OddLayer {
  fileprivate var message: String {
    if reason == .zero { return "all weights of \(layer.path) are zero" }
    if isLone {
      return "the variance of \(layer.path) is \(overFanIn(layer.gain)), where "
        + "\(overFanIn(reason == .scale ? layer.suitableGain : layer.gain / factor)) would do"
    }
    return
      "the variance of \(layer.path) is \(factor.brief) times what the rule of the other layers "
      + "gives it"
  }
}
