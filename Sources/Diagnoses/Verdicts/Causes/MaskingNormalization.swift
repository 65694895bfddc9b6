import Networks

/// Normalizations that keep the signal at one length while the gradient grows from layer to layer.
enum MaskingNormalization: Cause {
  static func explanation(of breach: Breach, in scene: Scene) -> Explanation? {
    guard breach.direction == .backward, breach.code == .exploding || breach.code == .chaotic,
      breach.stretch.count >= 3
    else { return nil }
    let evidence = scene.evidence
    let normalizations = breach.stretch.filter {
      guard case .node(let number, _) = evidence.network.sources[$0] else { return false }
      return evidence.signals.isNormalization[number]
    }
    guard normalizations.count >= 2 else { return nil }
    let each = exponential(breach.growth / Double(normalizations.count))
    return Explanation(
      layer: nil,
      cause:
        "\(normalizations.count) normalizations hold the signal at one length, but the gradient "
        + "grows \(each.brief)-fold at each of them",
      remedy: "add residual connections around the normalized layers, or use fewer of them: other "
        + "weights change nothing that a normalization takes away")
  }
}
