import Networks

/// Notes on inputs that are far from mean 0 and variance 1, where a weight takes notice.
enum UnusualInput: Rule {
  static func breaches(in evidence: Evidence) -> [Breach] {
    let inputs = Set(evidence.trunk.chains.map(\.input))
    return evidence.network.inputs.compactMap { input in
      let value = input.value.index
      guard input.type.isFloat, inputs.contains(value), evidence.signals.isRead[value],
        let reading = evidence.readings[value], reading.secondMoment.isFinite
      else { return nil }
      let square = reading.mean * reading.mean
      let code: Verdict
      switch reading.secondMoment {
      case Thresholds.inputSecondMoment.upperBound...: code = .exploding
      case ..<Thresholds.inputSecondMoment.lowerBound: code = .vanishing
      default:
        guard square > Thresholds.inputMeanShare * reading.secondMoment else { return nil }
        code = .collapsed
      }
      return Breach(
        code: code, weight: .note,
        message:
          "\(input.name) has a mean square of \(reading.secondMoment.brief), of which its mean "
          + "makes \(percent(square / max(reading.secondMoment, 1e-300)))",
        isGrowth: code == .exploding, value: value, isAboutInput: true)
    }
  }
}
