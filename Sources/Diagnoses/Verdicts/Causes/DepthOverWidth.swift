/// Layers that are too narrow for so many of them.
enum DepthOverWidth: Cause {
  static func explanation(of breach: Breach, in scene: Scene) -> Explanation? {
    guard breach.code == .tooDeepForItsWidth else { return nil }
    let layers = scene.layers(along: breach)
    guard let widths = median(layers.map(\.width)), !layers.isEmpty else {
      return nil
    }
    let needed = widths * breach.severity
    return Explanation(
      layer: nil,
      cause:
        "each layer adds a variance of about one over its width, and \(layers.count) layers of "
        + "width \(widths.brief) add up",
      remedy: "make layers at least \(needed.brief) wide or fewer, add residual connections or "
        + "normalizations, or draw orthogonal weights with `--recipe orthogonal`, which stray less")
  }
}
