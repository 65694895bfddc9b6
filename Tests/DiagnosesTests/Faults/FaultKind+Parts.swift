import Initializers

extension FaultKind {
  /// Biases of one layer.
  static let biases: [FaultKind] = [
    FaultKind("biases 1", at: .bias) { _, _ in Constant(1) },
    FaultKind("biases -20", at: .bias) { _, _ in Constant(-20) },
  ]

  /// Parts that not every network has.
  static let parts: [FaultKind] = [
    FaultKind("normalization factors 0", at: .factor) { _, _ in Constant(0) },
    FaultKind("normalization factors 100", at: .factor) { _, _ in Constant(100) },
    FaultKind("embedding of deviation 100", at: .embedding) { _, _ in
      try Normal(standardDeviation: 100)
    },
    FaultKind("head of deviation 100", at: .head) { _, _ in try Normal(standardDeviation: 100) },
    FaultKind("queries and keys times 30", at: .query, .key) { law, _ in
      FaultyLaw.scaled(law, by: 30)
    } and: { law, _ in
      FaultyLaw.scaled(law, by: 30)
    },
    FaultKind("recurrent weights of spectral radius 3", at: .recurrentWeight) { law, _ in
      FaultyLaw.scaled(law, by: 3)
    },
  ]
}
