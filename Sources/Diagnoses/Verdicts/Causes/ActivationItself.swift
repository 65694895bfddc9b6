import Networks

/// What an activation does to signals however its weights are drawn.
enum ActivationItself: Cause {
  static func explanation(of breach: Breach, in scene: Scene) -> Explanation? {
    let layers = scene.layers(along: breach)
    let functions = layers.compactMap { $0.activation }
    guard let function = functions.last else { return nil }
    switch breach.code {
    case .collapsed where function.value(0) == 0:
      return Explanation(
        layer: nil,
        cause: "\(function.usualName) brings inputs a little closer together in each of "
          + "\(layers.count) layers, even with the gain that suits it",
        remedy: "use fewer layers, or add residual connections or normalizations")
    case .collapsed, .vanishing:
      guard function.value(0) != 0 else { return nil }
      return Explanation(
        layer: nil,
        cause: "\(function.usualName) adds a mean that all inputs share and passes on at most "
          + "\(percent(function.slope(0))) of a difference",
        remedy: "use an activation through 0 with slope 1, such as tanh, or add normalizations")
    default: return nil
    }
  }
}
