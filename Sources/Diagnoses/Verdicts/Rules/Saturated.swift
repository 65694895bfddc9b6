import Networks

/// Numbers that lie where a smooth bounded activation has no slope to speak of.
enum Saturated: Rule {
  static func breaches(in evidence: Evidence) -> [Breach] {
    var isOther = [Bool](repeating: false, count: evidence.network.sources.count)
    for node in evidence.network.nodes {
      if Saturation.bounds(of: node.function) != nil { continue }
      for input in node.inputs { isOther[input.index] = true }
    }
    var found: [Breach] = []
    for chain in evidence.trunk.chains {
      // What is multiplied by its own sigmoid has a slope all the same.
      let places = chain.values.filter {
        !isOther[$0] && evidence.readings[$0]?.saturatedFraction != nil
      }
      let shares = places.map { evidence.readings[$0]?.saturatedFraction ?? 0 }
      guard let worst = shares.max(), let weight = Thresholds.saturatedShare.weight(ofLarge: worst)
      else { continue }
      let limit =
        weight == .verdict ? Thresholds.saturatedShare.verdict : Thresholds.saturatedShare.note
      guard let place = shares.firstIndex(where: { $0 >= limit }) else { continue }
      let value = places[place]
      found.append(
        Breach(
          code: .saturated, weight: weight,
          message:
            "\(percent(shares[place])) of the numbers of \(evidence.name(of: value)) lie where "
            + "the activation has under \(percent(Saturation.share)) of its largest slope",
          isGrowth: true, value: value,
          stretch: Array(chain.values.prefix { $0 != value }) + [value],
          severity: worst))
    }
    return found.worst
  }
}
