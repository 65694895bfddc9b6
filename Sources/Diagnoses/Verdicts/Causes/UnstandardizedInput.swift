import Networks

/// Inputs that are much larger or smaller than 1, or far from 0.
enum UnstandardizedInput: Cause {
  static func explanation(of breach: Breach, in scene: Scene) -> Explanation? {
    switch breach.code {
    case .saturated: break
    case .collapsed, .exploding, .vanishing: guard breach.isAboutInput else { return nil }
    default: return nil
    }
    let evidence = scene.evidence
    for input in evidence.network.inputs where input.type.isFloat {
      guard let reading = evidence.readings[input.value.index],
        breach.isAboutInput || evidence.signals.isRead[input.value.index]
      else { continue }
      let variance = reading.secondMoment - reading.mean * reading.mean
      let isFar = reading.mean * reading.mean > Thresholds.inputMeanShare * reading.secondMoment
      guard isFar || !Thresholds.inputSecondMoment.contains(reading.secondMoment) else { continue }
      return Explanation(
        layer: input.name,
        cause: "\(input.name) has mean \(reading.mean.brief) and deviation "
          + "\(max(0, variance).squareRoot().brief): it was never standardized",
        remedy: "subtract the mean of the training data from \(input.name) and divide by its "
          + "deviation")
    }
    return nil
  }
}
