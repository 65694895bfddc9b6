/// Weights of one layer that are all one number, so that all its units give the same.
enum ConstantWeights: Cause {
  static func explanation(of breach: Breach, in scene: Scene) -> Explanation? {
    switch breach.code {
    case .saturated, .exploding, .vanishing, .chaotic, .collapsed, .biasDominated, .symmetric: break
    default: return nil
    }
    let found = scene.layers(along: breach).first {
      $0.facts.isConstant && !$0.facts.isZero && $0.spec.shape.count > 1
        && (breach.parameter == nil || breach.parameter == $0.parameter)
    }
    guard let found else { return nil }
    return Explanation(
      layer: found.path,
      cause:
        "all weights of \(found.path) are \(found.facts.mean.brief), so that all its units give "
        + "the same",
      remedy: "draw \(found.path) at random, with `--recipe auto`")
  }
}
