import Networks

/// Layers whose output is mostly bias, the same for every input.
enum BiasDominated: Rule {
  static func breaches(in evidence: Evidence) -> [Breach] {
    evidence.trunk.chains.compactMap { chain -> Breach? in
      let values = chain.values.filter { evidence.readings[$0]?.biasShare != nil }
      let shares = values.map { evidence.readings[$0]!.biasShare! }.map { $0.isNaN ? 0 : $0 }
      guard !shares.isEmpty else { return nil }
      // The share that at least half of the layers reach.
      let half = shares.sorted(by: >)[(shares.count + 1) / 2 - 1]
      guard let weight = Thresholds.biasShare.weight(ofLarge: half) else { return nil }
      let bound = weight == .verdict ? Thresholds.biasShare.verdict : Thresholds.biasShare.note
      let begin = shares.firstIndex { $0 >= bound } ?? 0
      let count = shares.filter { $0 >= bound }.count
      return Breach(
        code: .biasDominated, weight: weight,
        message: "biases make at least \(percent(bound)) of the mean square in \(count) of "
          + "\(shares.count) layers, from \(evidence.name(of: values[begin])) on",
        value: values[begin], stretch: values, severity: half)
    }.worst
  }
}
