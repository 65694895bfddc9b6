import Networks

/// Says what is wrong with a network.
public enum Judge {
  // The most severe first.
  private static let rules: [any Rule.Type] = [
    Nonfinite.self, Symmetric.self, Dead.self, Saturated.self, ExplodingSignal.self,
    VanishingSignal.self, ExplodingGradient.self, VanishingGradient.self, Collapsed.self,
    BiasDominated.self, Unstable.self, TooDeepForItsWidth.self,
  ]

  /// What the rules find: what decides before what is worth a note, each the most severe first.
  public static func findings(_ evidence: Evidence) -> [Finding] {
    let breaches = rules.flatMap { $0.breaches(in: evidence) }.map { breach in
      var breach = breach
      if !evidence.decides(breach.code) { breach.weight = .note }
      return breach
    }
    return (breaches.filter { $0.weight == .verdict } + breaches.filter { $0.weight == .note })
      .map { Finding($0, evidence) }
  }

  /// The most severe verdict of findings; healthy where none decides.
  public static func verdict(of findings: [Finding]) -> Verdict {
    findings.first { $0.weight == .verdict }?.code ?? .healthy
  }
}

extension Finding {
  init(_ breach: Breach, _ evidence: Evidence) {
    self.init(
      code: breach.code, weight: breach.weight,
      layer: breach.parameter.map { evidence.network.parameters[$0].path }
        ?? breach.value.map { evidence.name(of: $0) },
      message: breach.message, cause: "", remedy: "")
  }
}
