import Networks
import Operators

/// Residual sums whose branches are as large as what they are added to.
enum GrowingResidualSums: Cause {
  static func explanation(of breach: Breach, in scene: Scene) -> Explanation? {
    guard breach.code == .exploding, breach.stretch.count >= 2 else { return nil }
    let evidence = scene.evidence
    var growth = 0.0
    var count = 0
    for (before, value) in zip(breach.stretch, breach.stretch.dropFirst()) {
      guard case .node(let number, _) = evidence.network.sources[value] else { continue }
      let node = evidence.network.nodes[number]
      let isSum = node.function is Operators.Add || node.function is Sum
      let signals = node.inputs.filter { evidence.readings[$0.index] != nil }
      guard isSum, signals.count >= 2, let old = evidence.secondMoment(before),
        let new = evidence.secondMoment(value), old > 0, new > old
      else { continue }
      growth += logarithm(new / old)
      count += 1
    }
    guard count >= 2, growth >= 0.5 * breach.growth, growth > 1 else { return nil }
    let each = exponential(growth / Double(count))
    return Explanation(
      layer: nil,
      cause:
        "each of \(count) residual sums makes the signal \(each.brief) times as long, because its "
        + "branch is as large as what it is added to",
      remedy: "divide the last weight of each branch by the root of \(count), as `--recipe auto` "
        + "does, or normalize at the start of each branch")
  }
}
