import Networks

/// Finite weights whose values overflow, or an operator that has no result.
enum BadArithmetic: Cause {
  static func explanation(of breach: Breach, in scene: Scene) -> Explanation? {
    guard breach.code == .nonfinite, let value = breach.value,
      case .node(let number, _) = scene.evidence.network.sources[value]
    else { return nil }
    let node = scene.evidence.network.nodes[number]
    if breach.direction == .backward {
      return Explanation(
        cause: "the gradient overflows Float32 on its way back, or a function has no slope there",
        remedy:
          "let `--recipe auto` choose the weights; a root or a logarithm near 0 needs a small "
          + "number added to what it is applied to")
    }
    let given = node.inputs.compactMap { scene.evidence.secondMoment($0.index) }.max() ?? 0
    if given > 1e30 {
      return Explanation(
        cause: "the signal has grown beyond what Float32 can hold: its mean square was "
          + "\(given.brief) one step before",
        remedy: "let `--recipe auto` choose the weights")
    }
    return Explanation(
      cause: "\(type(of: node.function).name) has no finite result for what it is given",
      remedy: "look at what \(node.name) divides by, or takes the root or the logarithm of")
  }
}
