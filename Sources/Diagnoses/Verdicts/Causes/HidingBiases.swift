import Networks

/// Biases that keep values at a size while what comes from the input is gone.
enum HidingBiases: Cause {
  static func explanation(of breach: Breach, in scene: Scene) -> Explanation? {
    guard
      breach.code == .collapsed || breach.code == .biasDominated
        || (breach.code == .vanishing && breach.direction == .backward)
    else { return nil }
    let evidence = scene.evidence
    let shares = breach.stretch.compactMap { evidence.readings[$0]?.biasShare }
    guard let most = shares.max(), most >= Thresholds.biasShare.note else { return nil }
    let layers = scene.layers(along: breach)
    guard let layer = layers.dropFirst().first(where: { !$0.facts.isZero }) ?? layers.first,
      layer.gain < 0.9 * layer.suitableGain
    else { return nil }
    // Beyond 1 the rest takes some of it back.
    let share = percent(min(most, 1))
    return Explanation(
      layer: nil,
      cause: "weights of variance \(overFanIn(layer.gain)) shrink the signal and biases do not: up "
        + "to \(share) of what layers give is bias, the same for every input, so that its "
        + "size looks healthy",
      remedy: "start biases at zero and \(layer.remedy)")
  }
}

extension WeightedLayer {
  /// What draws weights that suit what comes behind.
  var remedy: String {
    let known: [String: String] = [
      "relu": "heNormal", "selu": "lecunNormal", "tanh": "lecunNormal", "softsign": "lecunNormal",
    ]
    guard let activation, let recipe = known[activation.usualName] else {
      return activation == nil
        ? "draw weights with `--recipe lecunNormal`, or let `--recipe auto` choose"
        : "let `--recipe auto` choose the weights"
    }
    return "draw weights with `--recipe \(recipe)`, or let `--recipe auto` choose"
  }
}
