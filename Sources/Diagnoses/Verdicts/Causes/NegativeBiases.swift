import Networks

/// Layers that their biases hold below 0, or that are given nothing.
enum NegativeBiases: Cause {
  static func explanation(of breach: Breach, in scene: Scene) -> Explanation? {
    guard breach.code == .dead, breach.parameter == nil, let layer = scene.layer(of: breach) else {
      return nil
    }
    let evidence = scene.evidence
    let node = evidence.network.nodes[layer.node]
    if let bias = evidence.network.bias(of: node) {
      let facts = evidence.weights.parameters[bias]
      let spread =
        evidence.secondMoment(node.outputs[0].index).map {
          max(0, $0 - facts.secondMoment).squareRoot()
        } ?? 0
      if facts.mean < -2 * spread {
        let path = evidence.network.parameters[bias].path
        return Explanation(
          layer: path,
          cause: "its biases are \(facts.mean.brief) in the mean, and what the weights add is only "
            + "\(spread.brief) either way: its activation never opens",
          remedy: "set \(path) to zero")
      }
    }
    if layer.facts.isZero {
      return Explanation(
        layer: layer.path, cause: "all weights of \(layer.path) are zero",
        remedy: "draw \(layer.path) at random, with `--recipe auto`; zeros are for the ends of "
          + "branches and for heads")
    }
    return nil
  }
}
