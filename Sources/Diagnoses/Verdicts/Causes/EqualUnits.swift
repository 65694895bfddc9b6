/// Units that were given the same weights.
enum EqualUnits: Cause {
  static func explanation(of breach: Breach, in scene: Scene) -> Explanation? {
    guard breach.code == .symmetric, breach.weight == .verdict, let layer = scene.layer(of: breach)
    else { return nil }
    let what = layer.facts.isConstant ? "all its weights are one number" : "its weights repeat"
    return Explanation(
      layer: layer.path,
      cause: "\(what), and so do those of the layer behind it: twins get equal gradients and stay "
        + "twins for ever",
      remedy: "draw \(layer.path) at random, with `--recipe auto`")
  }
}
