import Networks

/// Notes on single normalizations whose factors are of another size than those of all others.
enum OddFactors: Rule {
  static func breaches(in evidence: Evidence) -> [Breach] {
    if evidence.areWeightsTrained || evidence.limitsOfAutomatic != nil { return [] }
    return evidence.oddFactors().map { odd in
      let path = evidence.network.parameters[odd.parameter].path
      return Breach(
        code: odd.ratio == 0 ? .dead : odd.ratio > 1 ? .exploding : .vanishing, weight: .note,
        message: "the mean square of \(path) is "
          + "\(evidence.weights.parameters[odd.parameter].secondMoment.brief)",
        isGrowth: odd.ratio > 1,
        value: evidence.network.nodes[odd.node].outputs[0].index, parameter: odd.parameter,
        severity: odd.ratio)
    }
  }
}
