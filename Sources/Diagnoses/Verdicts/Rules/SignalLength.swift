import Networks

/// Signals that grow beyond bounds, or fall to nothing, where no normalization takes their scale away.
enum SignalLength {
  /// The worst growth and the worst fall of the mean square along the trunk.
  static func breaches(in evidence: Evidence, isGrowth: Bool) -> [Breach] {
    evidence.trunk.chains.flatMap { chain in
      evidence.segments(of: chain).compactMap { breach(in: evidence, $0, isGrowth: isGrowth) }
    }.worst
  }

  private static func breach(
    in evidence: Evidence, _ segment: [Int], isGrowth: Bool
  ) -> Breach? {
    let read = segment.filter { evidence.secondMoment($0) != nil && evidence.signals.isRead[$0] }
    guard let start = read.first(where: { evidence.secondMoment($0)! > 0 }),
      let first = evidence.secondMoment(start), first.isFinite
    else { return nil }
    let values = Array(read.drop { $0 != start })
    let ratios = values.map { evidence.secondMoment($0)! / first }
    let limit = isGrowth ? Thresholds.signalGrowth : Thresholds.signalFall
    guard let extreme = isGrowth ? ratios.max() : ratios.min(), extreme.isFinite,
      var weight = isGrowth ? limit.weight(ofLarge: extreme) : limit.weight(ofSmall: extreme)
    else { return nil }
    let bound = weight == .verdict ? limit.verdict : limit.note
    guard let place = ratios.firstIndex(where: { isGrowth ? $0 >= bound : $0 < bound }),
      let end = ratios.firstIndex(of: extreme)
    else { return nil }
    if weight == .verdict, evidence.straysByWidthAlone(from: start, to: values[end], limit) {
      weight = .note
    }
    let last = values[end]
    let crossing =
      place == end
      ? ""
      : "; \(isGrowth ? "over" : "under") \((bound * first).brief) from "
        + "\(evidence.name(of: values[place])) on"
    return Breach(
      code: isGrowth ? .exploding : .vanishing, weight: weight,
      message:
        "the mean square of the signal \(isGrowth ? "grows" : "falls") from \(first.brief) at "
        + "\(evidence.name(of: start)) to \(evidence.secondMoment(last)!.brief) at "
        + evidence.name(of: last) + crossing,
      isGrowth: isGrowth, value: values[place], stretch: Array(values[...end]),
      growth: abs(logarithm(max(extreme, 1e-300))), severity: abs(logarithm(max(extreme, 1e-300))))
  }
}

/// Signals that grow beyond bounds.
enum ExplodingSignal: Rule {
  static func breaches(in evidence: Evidence) -> [Breach] {
    SignalLength.breaches(in: evidence, isGrowth: true)
  }
}

/// Signals that fall to nothing.
enum VanishingSignal: Rule {
  static func breaches(in evidence: Evidence) -> [Breach] {
    SignalLength.breaches(in: evidence, isGrowth: false)
  }
}

extension Evidence {
  /// The stations of a chain between normalizations: each part begins with what one gives.
  func segments(of chain: Trunk.Chain) -> [[Int]] {
    var parts: [[Int]] = [[]]
    for value in stations(of: chain) {
      if case .node(let number, _) = network.sources[value], signals.isNormalization[number],
        !parts[parts.count - 1].isEmpty
      {
        parts.append([])
      }
      parts[parts.count - 1].append(value)
    }
    return parts
  }

  /// Whether the length of a value is a matter of luck.
  func straysByWidth(at value: Int) -> Bool {
    guard let prediction else { return false }
    return prediction.values[value].logLengthVariance >= Thresholds.logLengthVariance.verdict
  }

  /// Whether lengths stray over draws so far that one draw's length says nothing, while their mean is
  /// within limits: depth over width is what is wrong then.
  func straysByWidthAlone(from start: Int, to end: Int, _ limit: Thresholds.Limit) -> Bool {
    guard let prediction, straysByWidth(at: end),
      prediction.values[start].secondMoment > 0
    else { return false }
    let ratio = prediction.values[end].secondMoment / prediction.values[start].secondMoment
    return limit.verdict > 1 ? ratio < limit.verdict : ratio >= limit.verdict
  }
}
