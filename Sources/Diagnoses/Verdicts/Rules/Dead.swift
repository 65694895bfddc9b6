import Networks

/// Layers whose channels are zero on every input.
enum Dead: Rule {
  static func breaches(in evidence: Evidence) -> [Breach] {
    var found: [Breach] = []
    for chain in evidence.trunk.chains {
      let shares = chain.values.map { evidence.readings[$0]?.deadFraction ?? 0 }
      guard let worst = shares.max(), let weight = Thresholds.deadShare.weight(ofLarge: worst)
      else { continue }
      let limit = weight == .verdict ? Thresholds.deadShare.verdict : Thresholds.deadShare.note
      guard let place = shares.firstIndex(where: { $0 >= limit }) else { continue }
      let value = chain.values[place]
      found.append(
        Breach(
          code: .dead, weight: weight,
          message: "\(percent(shares[place])) of the channels of \(evidence.name(of: value)) are "
            + "zero on every input",
          value: value, stretch: Array(chain.values[...place]), severity: worst))
    }
    return found.worst
  }
}

/// A share as a percentage without decimals: `93 %`.
func percent(_ share: Double) -> String { "\(Int((100 * share).rounded())) %" }
