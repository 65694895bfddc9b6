import Networks

/// Layers so many and so narrow that the length of the signal is a matter of luck: the variance of its
/// logarithm over draws is the sum of one term for each layer, about 5 over the width for ReLU.
enum TooDeepForItsWidth: Rule {
  static func breaches(in evidence: Evidence) -> [Breach] {
    guard let prediction = evidence.prediction else { return [] }
    return evidence.trunk.chains.compactMap { chain -> Breach? in
      // Where lengths repel, what strays is amplified: that is another fault.
      guard let first = chain.values.first else { return nil }
      let growth = LengthSensitivity(
        of: evidence.network, prediction: prediction, from: first,
        isNormalization: evidence.signals.isNormalization)
      let read = evidence.stations(of: chain).filter { evidence.signals.isRead[$0] }
      let figures = read.map {
        abs(growth.values[$0]) >= Thresholds.lengthSensitivity.note
          ? 0 : prediction.values[$0].logLengthVariance
      }
      guard let worst = figures.max(),
        let weight = Thresholds.logLengthVariance.weight(ofLarge: worst),
        let end = figures.firstIndex(of: worst)
      else { return nil }
      let limit = Thresholds.logLengthVariance
      let bound = weight == .verdict ? limit.verdict : limit.note
      let begin = figures.firstIndex { $0 >= bound } ?? end
      return Breach(
        code: .tooDeepForItsWidth, weight: weight,
        message: "the logarithm of the signal's length varies by \(worst.squareRoot().brief) over "
          + "draws at \(evidence.name(of: read[end])), a factor of \(spread(worst)) either way",
        value: read[begin], stretch: Array(read[...end]), severity: worst)
    }.worst
  }

  // What one standard deviation of the logarithm is as a factor.
  private static func spread(_ variance: Double) -> String {
    exponential(variance.squareRoot()).brief
  }
}
