import Networks

/// Layers behind which all examples look alike: D = (1 - c) / (1 - c of the input).
enum Collapsed: Rule {
  static func breaches(in evidence: Evidence) -> [Breach] {
    evidence.trunk.chains.compactMap { breach(in: evidence, $0) }.worst
  }

  private static func breach(in evidence: Evidence, _ chain: Trunk.Chain) -> Breach? {
    let values = evidence.stations(of: chain).filter { evidence.difference($0) != nil }
    guard let first = values.first,
      let given = evidence.givenDifference(chain.input, firstValue: first)
    else { return nil }
    var shares = values.map { evidence.difference($0)! / given }
    // A normalization may bring out again what differs: what is small before it is not lost.
    var recovered = 0.0
    for place in shares.indices.reversed() {
      shares[place] = max(shares[place], recovered)
      if case .node(let number, _) = evidence.network.sources[values[place]],
        evidence.signals.isNormalization[number]
      {
        recovered = max(recovered, shares[place...].max() ?? 0)
      }
    }
    guard let least = shares.min(), var weight = Thresholds.collapse.weight(ofSmall: least),
      let end = shares.firstIndex(of: least)
    else { return nil }
    let bound = weight == .verdict ? Thresholds.collapse.verdict : Thresholds.collapse.note
    let begin = shares.firstIndex { $0 < bound } ?? end
    if weight == .verdict, evidence.straysByWidth(at: values[end]),
      let predicted = evidence.predictedDifference(chain.input, values[end], first: first),
      predicted >= Thresholds.collapse.verdict
    {
      weight = .note
    }
    let c = evidence.readings[values[end]]?.correlation ?? 1
    return Breach(
      code: .collapsed, weight: weight,
      message: "different inputs come out alike: their mean cosine is \(cosine(c)) at "
        + "\(evidence.name(of: values[end])), and \(least.brief) is left of what told them apart",
      value: values[begin], stretch: Array(values[...end]), growth: -logarithm(max(least, 1e-300)),
      severity: -logarithm(max(least, 1e-300)))
  }

  // With as many digits as tell it from 1.
  private static func cosine(_ c: Double) -> String {
    let rest = 1 - c
    if rest < 5e-7 { return "1.000000" }
    return rest < 1e-3 ? "1 - \(rest.brief)" : c.brief
  }
}

extension Evidence {
  /// D of a value as theory predicts it.
  fileprivate func predictedDifference(_ input: Int, _ value: Int, first: Int) -> Double? {
    guard let prediction else { return nil }
    var given = 1 - prediction.values[input].correlation
    if given <= Thresholds.alike { given = 1 - prediction.values[first].correlation }
    return given > Thresholds.alike ? (1 - prediction.values[value].correlation) / given : nil
  }

  /// 1 - c of an input; of tokens, masks and inputs that are all alike that of the first value made
  /// of it; `nil` where that is alike for all examples too, so that nothing can be lost.
  func givenDifference(_ input: Int, firstValue: Int) -> Double? {
    if let given = difference(input), given > Thresholds.alike { return given }
    guard let own = difference(firstValue), own > Thresholds.alike else { return nil }
    return own
  }
}
