/// What a parameter is for, as rules of recipes spell it.
enum RuleRole: String, Sendable, CaseIterable {
  case weight, residualEnd, head, recurrentWeight, bias, recurrentBias, embedding
  case normalizationScale, normalizationShift, runningMean, runningVariance, slope

  /// Whether a parameter is for this; a residual end and the head are weights too.
  func includes(_ parameter: ModelParameter) -> Bool {
    switch (self, parameter.use) {
    case (.weight, .weight(let weight)): weight.layer != .recurrentState
    case (.recurrentWeight, .weight(let weight)): weight.layer == .recurrentState
    case (.residualEnd, .weight): parameter.place == .residualEnd
    case (.head, .weight): parameter.place == .head
    case (.bias, .bias), (.bias, .recurrentBias), (.recurrentBias, .recurrentBias),
      (.embedding, .embedding), (.normalizationScale, .normalizationScale),
      (.normalizationShift, .normalizationShift), (.runningMean, .runningMean),
      (.runningVariance, .runningVariance), (.slope, .slope):
      true
    default: false
    }
  }
}
