import Networks

/// Biases of one layer that are larger than what its weights give, while those of others are not.
enum LargeBiases: Cause {
  static func explanation(of breach: Breach, in scene: Scene) -> Explanation? {
    switch breach.code {
    case .saturated, .exploding, .vanishing, .chaotic, .collapsed, .biasDominated: break
    default: return nil
    }
    let evidence = scene.evidence
    let graph = SignalGraph(evidence.network)
    let numbers = Set(scene.layers(along: breach).map(\.node))
    var shares: [(share: Double, bias: Int)] = []
    for (value, bias) in graph.biases {
      guard case .node(let number, _) = evidence.network.sources[value],
        numbers.contains(number) || breach.stretch.contains(value),
        let share = evidence.readings[value]?.biasShare, share.isFinite
      else { continue }
      shares.append((share, bias))
    }
    let sorted = shares.sorted { $0.share > $1.share }
    let least = breach.stretch.count == 1 ? 0.05 : Thresholds.biasShare.note
    guard let worst = sorted.first, worst.share >= least else { return nil }
    let others = sorted.dropFirst().map { $0.share }
    guard let usual = median(Array(others)) ?? (breach.stretch.count == 1 ? 0 : nil), usual < 0.05
    else { return nil }
    let path = evidence.network.parameters[worst.bias].path
    let facts = evidence.weights.parameters[worst.bias]
    return Explanation(
      layer: path,
      cause: "the biases \(path) have a mean square of \(facts.secondMoment.brief), which is "
        + "\(percent(worst.share)) of what the layer gives",
      remedy: "set \(path) to zero")
  }
}
