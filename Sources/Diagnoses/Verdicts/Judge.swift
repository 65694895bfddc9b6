import Networks

/// Says what is wrong with a network.
public enum Judge {
  // The most severe first.
  private static let rules: [any Rule.Type] = [
    Symmetric.self, Dead.self, Saturated.self, ExplodingSignal.self,
    VanishingSignal.self, ExplodingGradient.self, VanishingGradient.self, Collapsed.self,
    BiasDominated.self, Unstable.self, TooDeepForItsWidth.self, UnusualInput.self, OddWeights.self,
    OddFactors.self,
  ]

  /// What the rules find: what decides before what is worth a note, each the most severe first.
  public static func findings(_ evidence: Evidence) -> [Finding] {
    // Behind numbers that are not finite nothing else can be read.
    let nonfinite = Nonfinite.breaches(in: evidence)
    let found = nonfinite.isEmpty ? rules.flatMap { $0.breaches(in: evidence) } : nonfinite
    let breaches = found.map { breach in
      var breach = breach
      if !evidence.decides(breach.code) { breach.weight = .note }
      return breach
    }
    let scene = Scene(evidence)
    var findings: [Finding] = []
    for weight in [Finding.Weight.verdict, .note] {
      for breach in breaches where breach.weight == weight {
        let finding = Finding(breach, scene)
        // A layer that is already named needs no note that says the same.
        let isKnown =
          breach.parameter != nil && breach.code != .nonfinite
          && findings.contains { $0.layer == finding.layer && $0.cause == finding.cause }
        if !isKnown { findings.append(finding) }
      }
    }
    return findings
  }

  /// The most severe verdict of findings; healthy where none decides.
  public static func verdict(of findings: [Finding]) -> Verdict {
    findings.first { $0.weight == .verdict }?.code ?? .healthy
  }
}

extension Finding {
  init(_ breach: Breach, _ scene: Scene) {
    let evidence = scene.evidence
    let explanation = scene.explanation(of: breach)
    self.init(
      code: breach.code, weight: breach.weight,
      layer: explanation.layer ?? breach.parameter.map { evidence.network.parameters[$0].path }
        ?? breach.value.map { evidence.name(of: $0) },
      message: breach.message, cause: explanation.cause, remedy: explanation.remedy)
  }
}
