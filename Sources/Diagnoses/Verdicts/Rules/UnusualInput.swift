import Networks

/// Notes on inputs that are far from mean 0 and variance 1, and on tables of tokens that are large:
/// what a network sees, or what drowns all that its first branches add.
enum UnusualInput: Rule {
  static func breaches(in evidence: Evidence) -> [Breach] {
    let inputs = Set(evidence.trunk.chains.map(\.input))
    let given = evidence.network.inputs.compactMap { input -> Breach? in
      let value = input.value.index
      guard input.type.isFloat, inputs.contains(value), let reading = evidence.readings[value],
        reading.secondMoment.isFinite
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
    return given + tables(in: evidence)
  }

  private static func tables(in evidence: Evidence) -> [Breach] {
    if evidence.areWeightsTrained { return [] }
    let network = evidence.network
    return network.parameters.indices.compactMap { number in
      let square = evidence.weights.parameters[number].secondMoment
      guard network.parameters[number].spec?.role == .embedding, square.isFinite,
        square > Thresholds.inputSecondMoment.upperBound
      else { return nil }
      return Breach(
        code: .exploding, weight: .note,
        message: "\(network.parameters[number].path) has a mean square of \(square.brief)",
        isGrowth: true, parameter: number)
    }
  }
}
