import Networks

/// Gradients that explode or vanish on their way to the first layer, by R = q G, which is flat through
/// healthy networks where q and G alone are not.
enum GradientLength {
  /// The stations of a chain at which R was seen, with it.
  static func readings(
    _ evidence: Evidence, _ chain: Trunk.Chain
  ) -> (values: [Int], figures: [Double])? {
    let values = evidence.stations(of: chain).filter {
      evidence.backwardReading($0)?.isFinite ?? false
    }
    guard values.count >= 2 else { return nil }
    return (values, values.map { evidence.backwardReading($0)! })
  }
}

/// Gradients that grow towards the input; chaotic where the signal does not grow with them.
enum ExplodingGradient: Rule {
  static func breaches(in evidence: Evidence) -> [Breach] {
    evidence.trunk.chains.compactMap { breach(in: evidence, $0) }.worst
  }

  private static func breach(in evidence: Evidence, _ chain: Trunk.Chain) -> Breach? {
    guard let (values, figures) = GradientLength.readings(evidence, chain),
      let end = figures.lastIndex(where: { $0 > 0 })
    else { return nil }
    // How far each is beyond its own limit.
    func limit(_ place: Int) -> Thresholds.Limit {
      evidence.signals.hasBatchNormalizationBehind[values[place]]
        ? Thresholds.gradientGrowthBeforeBatchNormalization : Thresholds.gradientGrowth
    }
    let ratios = figures[...end].map { $0 / figures[end] }
    let shares = ratios.indices.map { ratios[$0] / limit($0).verdict }
    guard let worst = shares.max(), let extreme = shares.firstIndex(of: worst),
      let weight = limit(extreme).weight(ofLarge: ratios[extreme])
    else { return nil }
    let bound = weight == .verdict ? 1 : limit(extreme).note / limit(extreme).verdict
    let begin = shares.lastIndex { $0 >= bound } ?? extreme
    let squares = values[extreme...end].compactMap { evidence.secondMoment($0) }.filter { $0 > 0 }
    let crossing =
      begin == extreme
      ? ""
      : "; over \((bound * limit(begin).verdict).brief)-fold from \(evidence.name(of: values[begin])) on"
    let isSteady = (squares.max() ?? 0) < Thresholds.steadySignal * (squares.min() ?? 0)
    return Breach(
      code: isSteady ? .chaotic : .exploding, weight: weight,
      message: "the gradient grows \(ratios[extreme].brief)-fold, relative to the signal, from "
        + "\(evidence.name(of: values[end])) back to \(evidence.name(of: values[extreme]))"
        + crossing,
      direction: .backward, isGrowth: true, value: values[begin],
      stretch: Array(values[extreme...end]), growth: logarithm(ratios[extreme]),
      severity: logarithm(worst))
  }
}

/// Gradients that fall to nothing on their way to the first layer.
enum VanishingGradient: Rule {
  static func breaches(in evidence: Evidence) -> [Breach] {
    evidence.trunk.chains.compactMap { breach(in: evidence, $0) }.worst
  }

  private static func breach(in evidence: Evidence, _ chain: Trunk.Chain) -> Breach? {
    guard let (values, figures) = GradientLength.readings(evidence, chain),
      let most = figures.max(), most > 0, let peak = figures.lastIndex(of: most)
    else { return nil }
    let ratio = figures[0] / most
    guard let weight = Thresholds.gradientFall.weight(ofSmall: ratio) else { return nil }
    let bound =
      weight == .verdict ? Thresholds.gradientFall.verdict : Thresholds.gradientFall.note
    let begin = figures[...peak].lastIndex { $0 / most < bound } ?? 0
    let crossing =
      begin == 0 ? "" : "; under \(bound.brief) from \(evidence.name(of: values[begin])) on"
    return Breach(
      code: .vanishing, weight: weight,
      message: "the gradient falls to \(ratio.brief) of itself, relative to the signal, from "
        + "\(evidence.name(of: values[peak])) back to \(evidence.name(of: values[0]))" + crossing,
      direction: .backward, value: values[begin], stretch: Array(values[...peak]),
      growth: -logarithm(max(ratio, 1e-300)), severity: -logarithm(max(ratio, 1e-300)))
  }
}
