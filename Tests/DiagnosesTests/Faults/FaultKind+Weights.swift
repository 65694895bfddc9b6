import Initializers

extension FaultKind {
  /// Weights of one layer that are too large or too small.
  static let scales: [FaultKind] = [100, 10, 0.1, 0.01].map { factor in
    FaultKind("weights times \(factor == 0.1 || factor == 0.01 ? "\(factor)" : "\(Int(factor))")") {
      law, _ in FaultyLaw.scaled(law, by: factor)
    }
  }

  /// Fans of one layer that are counted wrongly, and a gain that is left out.
  static let fans: [FaultKind] = [
    FaultKind("fan in and fan out swapped") { law, spec in
      let (fanIn, fanOut) = (spec.fans.fanIn, spec.fans.fanOut)
      let ratio = fanIn / fanOut
      // What sampling can tell; under the mean of both fans a swap changes nothing.
      let mean = law.variance(of: spec) * (fanIn + fanOut) / 2
      if max(ratio, 1 / ratio) < 1.4 || abs(mean - 1) < 1e-3 { return nil }
      return FaultyLaw.scaled(law, by: ratio.squareRoot())
    },
    FaultKind("fans swapped in a transposed convolution", at: .transposed) { law, spec in
      FaultyLaw.scaled(law, by: (spec.fans.fanIn / spec.fans.fanOut).squareRoot())
    },
    FaultKind("gain left out") { law, spec in
      let gain = law.variance(of: spec) * spec.fans.fanIn
      return gain > 1.5 ? FaultyLaw.scaled(law, by: (1 / gain).squareRoot()) : nil
    },
    FaultKind("kernel left out of fan in") { law, spec in
      let kernel = Double(spec.length(.kernel))
      return kernel > 1 ? FaultyLaw.scaled(law, by: kernel.squareRoot()) : nil
    },
    FaultKind("groups left out of fan in", at: .grouped) { law, spec in
      FaultyLaw.scaled(law, by: (1 / Double(spec.mapCount)).squareRoot())
    },
    FaultKind("maps side by side counted as one", at: .fused) { _, spec in
      try Normal(variance: 2 / (spec.fans.fanIn + spec.fans.fanOut))
    },
  ]

  /// Single numbers that are no weights.
  static let numbers: [FaultKind] = [
    FaultKind("one weight not a number") { law, _ in FaultyLaw.one(law, .nan) },
    FaultKind("one weight infinite") { law, _ in FaultyLaw.one(law, .infinity) },
  ]

  /// Units that are all alike, lone or without weights.
  static let units: [FaultKind] = [
    FaultKind("weights zero") { _, _ in Constant(0) },
    FaultKind("weights one number") { law, spec in
      Constant(Float(law.variance(of: spec).squareRoot()))
    },
    FaultKind("identity for a draw") { _, spec in
      spec.length(.kernel) > 1 || spec.mapCount > 1 ? nil : try Identity(gain: 1)
    },
    FaultKind("every unit twice", at: .weight, .behind) { law, _ in
      FaultyLaw.repeated(law, along: .output, among: 2)
    } and: { law, _ in
      FaultyLaw.repeated(law, along: .input, among: 2)
    },
    FaultKind("half of the units twice", at: .weight, .behind) { law, _ in
      FaultyLaw.repeated(law, along: .output, among: 4)
    } and: { law, _ in
      FaultyLaw.repeated(law, along: .input, among: 4)
    },
    FaultKind("one unit's weights alone", at: .behind) { law, spec in
      FaultyLaw(
        base: law, factor: 1 / Double(max(1, spec.length(.input))),
        change: FaultyLaw.lone(law).change)
    },
  ]
}
