import Networks

/// A length that layers keep only on a knife's edge.
enum RepellingLength: Cause {
  static func explanation(of breach: Breach, in scene: Scene) -> Explanation? {
    guard breach.direction == .forward,
      [.unstable, .exploding, .vanishing].contains(breach.code)
    else { return nil }
    let sensitivity = RepellingFixedPoints()
    for layer in scene.layers(along: breach) where !layer.isNormalized {
      guard let function = layer.activation,
        let slope = sensitivity.slope(
          of: function, at: layer.node, in: scene.evidence.network), slope > 1
      else { continue }
      return Explanation(
        layer: nil,
        cause: "with weights of variance \(overFanIn(layer.gain)) \(function.usualName) keeps one "
          + "length only on a knife's edge: what is off grows by "
          + "\(percent(slope - 1)) in each layer",
        remedy: "let `--recipe auto` choose a length that attracts (for gelu weights of variance "
          + "1.957 / fan in and biases of variance 0.284), or add normalizations")
    }
    return nil
  }
}
