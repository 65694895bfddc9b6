import Networks

/// Layers whose output is mostly bias, the same for every input.
///
/// It decides where inputs have also come close to one another; else biases only hold the length of a
/// signal that is still there, as some fixed points of the length map need.
enum BiasDominated: Rule {
  static func breaches(in evidence: Evidence) -> [Breach] {
    evidence.trunk.chains.flatMap { breaches(in: evidence, $0) }.worst
  }

  private static func breaches(in evidence: Evidence, _ chain: Trunk.Chain) -> [Breach] {
    let values = chain.values.filter { evidence.readings[$0]?.biasShare != nil }
    let shares = values.map { evidence.readings[$0]?.biasShare ?? 0 }.map { $0.isNaN ? 0 : $0 }
    guard !shares.isEmpty else { return [] }
    // The share that at least half of the layers reach.
    let half = shares.sorted(by: >)[(shares.count + 1) / 2 - 1]
    if var weight = Thresholds.biasShare.weight(ofLarge: half) {
      if weight == .verdict, !evidence.hasComeClose(chain) { weight = .note }
      let limit = Thresholds.biasShare
      let bound = half >= limit.verdict ? limit.verdict : limit.note
      let begin = shares.firstIndex { $0 >= bound } ?? 0
      let count = shares.filter { $0 >= bound }.count
      return [
        Breach(
          code: .biasDominated, weight: weight,
          message: "biases make at least \(percent(bound)) of the mean square in \(count) of "
            + "\(shares.count) layers, from \(evidence.name(of: values[begin])) on",
          value: values[begin], stretch: values, severity: half)
      ]
    }
    guard let most = shares.max(), most >= Thresholds.biasShare.verdict,
      let place = shares.firstIndex(of: most)
    else { return [] }
    return [
      Breach(
        code: .biasDominated, weight: .note,
        message: "biases make \(percent(most)) of the mean square of "
          + evidence.name(of: values[place]),
        value: values[place], stretch: [values[place]], severity: most)
    ]
  }
}

extension Evidence {
  /// Whether examples have come close to one another at the end of a chain.
  fileprivate func hasComeClose(_ chain: Trunk.Chain) -> Bool {
    let values = stations(of: chain).filter { difference($0) != nil }
    guard let first = values.first, let last = values.last,
      let given = givenDifference(chain.input, firstValue: first), let own = difference(last)
    else { return true }
    return own / given < Thresholds.collapse.note
  }
}
