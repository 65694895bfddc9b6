import Networks

/// Units that are copies of each other: equal weights in and out, so that they stay equal for ever.
enum Symmetric: Rule {
  static func breaches(in evidence: Evidence) -> [Breach] {
    // The first of the worst.
    evidence.weights.twins.reversed().compactMap { twins in
      guard twins.share >= Thresholds.twinShare else { return nil }
      let name = evidence.network.nodes[twins.node].name
      return Breach(
        code: .symmetric, weight: .verdict,
        message: "\(twins.count) of the \(twins.units) units of \(name) have a twin with the same "
          + "weights in and out",
        value: evidence.network.nodes[twins.node].outputs[0].index, severity: twins.share)
    }.worst
  }
}
