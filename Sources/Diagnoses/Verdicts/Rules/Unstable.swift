import Networks

/// Layers in which an error in the length of the signal grows: the length map repels.
enum Unstable: Rule {
  static func breaches(in evidence: Evidence) -> [Breach] {
    guard let prediction = evidence.prediction else { return [] }
    let network = evidence.network
    return evidence.trunk.chains.compactMap { chain -> Breach? in
      guard let first = evidence.stations(of: chain).first else { return nil }
      let growth = LengthSensitivity(
        of: network, prediction: prediction, from: first,
        isNormalization: evidence.signals.isNormalization)
      let read = evidence.stations(of: chain).filter { evidence.signals.isRead[$0] }
      let figures = read.map { abs(growth.values[$0]) }
      guard let worst = figures.max(), worst.isFinite,
        let weight = Thresholds.lengthSensitivity.weight(ofLarge: worst),
        let end = figures.firstIndex(of: worst)
      else { return nil }
      let limit = Thresholds.lengthSensitivity
      let bound = weight == .verdict ? limit.verdict : limit.note
      let begin = figures.firstIndex { $0 >= bound } ?? end
      return Breach(
        code: .unstable, weight: weight,
        message: "an error in the length of the signal grows \(worst.brief)-fold from "
          + "\(evidence.name(of: first)) to \(evidence.name(of: read[end]))",
        isGrowth: true, value: read[begin], stretch: Array(read[...end]), severity: worst)
    }.worst
  }
}
