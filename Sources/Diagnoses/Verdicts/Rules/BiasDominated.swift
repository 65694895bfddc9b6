import Networks

/// Layers whose output is mostly bias, the same for every input.
///
/// It decides where inputs have also collapsed; else biases only hold the length of a
/// signal that is still there, as some fixed points of the length map need.
enum BiasDominated: Rule {
  // What one layer's biases make of its output where those of others make nothing.
  private static let loneShare = 0.05

  static func breaches(in evidence: Evidence) -> [Breach] {
    let found = evidence.trunk.chains.flatMap { breaches(in: evidence, $0) }.worst
    return found.isEmpty ? single(in: evidence) : found
  }

  private static func breaches(in evidence: Evidence, _ chain: Trunk.Chain) -> [Breach] {
    let values = chain.values.filter { evidence.readings[$0]?.biasShare != nil }
    let shares = values.map { evidence.readings[$0]?.biasShare ?? 0 }.map { $0.isNaN ? 0 : $0 }
    guard !shares.isEmpty else { return [] }
    // The share that at least half of the layers reach.
    let half = shares.sorted(by: >)[(shares.count + 1) / 2 - 1]
    if var weight = Thresholds.biasShare.weight(ofLarge: half) {
      if weight == .verdict, !evidence.hasCollapsed(chain) { weight = .note }
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
    return []
  }

  // One layer, on the trunk or not, whose biases outweigh its signal while those of others do not.
  private static func single(in evidence: Evidence) -> [Breach] {
    // Laws of the recipe auto have reasons of their own, open forget gates say.
    if evidence.areWeightsTrained || evidence.limitsOfAutomatic != nil { return [] }
    let shares = evidence.readings.indices.compactMap { value -> (value: Int, share: Double)? in
      evidence.readings[value]?.biasShare.flatMap { $0.isFinite ? (value, $0) : nil }
    }.sorted { $0.share > $1.share }
    guard let worst = shares.first, let usual = median(shares.dropFirst().map { $0.share }),
      worst.share >= Thresholds.biasShare.note && usual < 0.05
        || worst.share >= Self.loneShare && usual < Self.loneShare / 10
    else { return [] }
    return [
      Breach(
        code: .biasDominated, weight: .note,
        message: "biases make \(percent(worst.share)) of the mean square of "
          + evidence.name(of: worst.value),
        value: worst.value, stretch: [worst.value], severity: worst.share)
    ]
  }
}

extension Evidence {
  /// Whether examples have become alike at the end of a chain.
  fileprivate func hasCollapsed(_ chain: Trunk.Chain) -> Bool {
    let values = stations(of: chain).filter { difference($0) != nil }
    guard let first = values.first, let last = values.last,
      let given = givenDifference(chain.input, firstValue: first), let own = difference(last)
    else { return true }
    return own / given < Thresholds.collapse.verdict
  }
}
