import Xavier

/// Diagnoses whose every figure is known.
enum SampleDiagnosis {
  static let network = Network(input: 4) {
    Dense(6, activation: .relu)
    Dense(6, activation: .relu)
    Dense(3)
  }

  static let method = Diagnosis.Method(
    isMeasured: true, reason: nil, examples: 32, draws: 3, seed: 7,
    data: "32 examples of N(0, 1)", remarks: ["Gradients start at the logits."])

  static let plan = RecipePlan(
    recipe: "heNormal",
    entries: network.parameters.map {
      RecipePlan.Entry(law: $0.law, spelling: "heNormal", reason: "the recipe's initializer")
    })

  static func estimate(_ value: Double) -> Estimate {
    Estimate(
      value: value,
      interval: value.isNaN ? -Double.infinity...Double.infinity : value * 0.5...value * 2)
  }

  /// A layer that theory and measurement agree on.
  static func layer(
    _ name: String, _ function: String = "relu", q: Double = 1, gradient: Double = 1,
    cosine: Double = 0.5, dead: Double = 0, saturated: Double? = nil, bias: Double? = nil,
    isTrunk: Bool = true, isMeasured: Bool = true
  ) -> LayerReading {
    LayerReading(
      name: name, operator: function, node: 0, parameters: ["\(name).weight"], isTrunk: isTrunk,
      measured: isMeasured
        ? LayerReading.Figures(
          mean: Estimate(value: 0, interval: -0.1...0.1), secondMoment: estimate(q),
          correlation: Estimate(value: cosine, interval: cosine...cosine), deadFraction: dead,
          saturatedFraction: saturated, biasShare: bias,
          gradientSecondMoment: estimate(gradient)) : nil,
      predicted: LayerReading.Prediction(
        mean: 0, secondMoment: q, typical: (q * 0.9, estimate(q).interval), correlation: cosine,
        gradientSecondMoment: gradient, isExact: true, isGradientExact: false),
      parameterGradients: isMeasured ? [estimate(gradient)] : [])
  }

  static func report(
    _ layers: [LayerReading], findings: [Finding] = [], plan: RecipePlan? = plan,
    method: Diagnosis.Method = method, name: String = "4-6-6-3, relu"
  ) -> CheckReport {
    let verdict = findings.first { $0.weight == .verdict }?.code ?? .healthy
    return CheckReport(
      Diagnosis(verdict: verdict, findings: findings, layers: layers, plan: plan, method: method),
      of: network, named: name)
  }

  static func finding(
    _ code: Verdict, at layer: String?, weight: Finding.Weight = .verdict
  ) -> Finding {
    Finding(
      code: code, weight: weight, layer: layer, message: "What is wrong, with its figures.",
      cause: "Why it is so.", remedy: "What to do about it.")
  }

  /// A network of many layers whose gradient falls to nothing.
  static func deep(_ count: Int, factor: Double = 0.5) -> [LayerReading] {
    var gradient = 1.0
    let layers = (0..<count).reversed().map { index -> LayerReading in
      defer { gradient *= factor }
      return layer("layers.\(index)", gradient: gradient)
    }
    return layers.reversed()
  }
}
