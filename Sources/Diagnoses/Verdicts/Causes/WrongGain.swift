/// A gain that does not suit the activation, in all layers alike.
enum WrongGain: Cause {
  static func explanation(of breach: Breach, in scene: Scene) -> Explanation? {
    let isLarge: Bool
    switch breach.code {
    case .exploding, .chaotic, .saturated: isLarge = true
    case .vanishing, .collapsed, .biasDominated: isLarge = false
    default: return nil
    }
    let layers = scene.layers(along: breach).filter {
      !$0.facts.isZero && !$0.isNormalized && $0.activation != nil
    }
    let ratios = layers.map { $0.gain / $0.suitableGain }
    guard let ratio = median(ratios), isLarge ? ratio > 1.15 : ratio < 0.87 else { return nil }
    // No gain helps one that passes on so little.
    if !isLarge, let function = layers.last?.activation, function.suitableGrowth < 0.5 {
      return nil
    }
    // The layer that stands for all.
    let sorted = zip(layers, ratios).sorted { abs($0.1 - ratio) < abs($1.1 - ratio) }
    guard let (layer, _) = sorted.first, let activation = layer.activation else { return nil }
    return Explanation(
      layer: nil,
      cause: "the variance of weights is \(overFanIn(layer.gain)), and \(activation.usualName) "
        + "needs \(overFanIn(layer.suitableGain)) to keep \(isLarge ? "small signals" : "signals")",
      remedy: layer.remedy)
  }
}
