import Diagnoses
import Initializers
import Networks
import Tensors

extension FaultKind {
  private static func everywhere(
    _ name: String, _ words: String, _ change: @escaping Change
  ) -> FaultKind {
    FaultKind(name: name) { host in
      guard host.allowsWholeFaults else { return nil }
      let laws = try host.network.parameters.map { parameter in
        guard let law = parameter.law, let spec = parameter.spec, spec.role == .weight else {
          return parameter.law
        }
        return try change(law, spec)
      }
      return Planted(host.network.withLaws(laws), .cause(words))
    }
  }

  /// Faults of all layers alike.
  static let whole: [FaultKind] = [
    everywhere("normal weights of variance 1 everywhere", "whatever their fan in") { _, _ in
      try Normal(standardDeviation: 1)
    },
    everywhere("variance 1 / (3 fan in) everywhere", "1 / (3 fan in)") { _, spec in
      try VarianceScaling.standardUniform.law(for: spec)
    },
    FaultKind(name: "branches not scaled") { host in
      host.branchEnds.isEmpty
        ? nil
        : Planted(
          host.network.withLaws(
            try host.network.parameters.map { parameter in
              guard let spec = parameter.spec, host.branchEnds.contains(parameter.path) else {
                return parameter.law
              }
              return try VarianceScaling.lecunNormal.law(for: spec)
            }), .cause("residual sums"))
    },
    FaultKind(name: "normalizations left out of branches") { $0.variants[.unnormalized] },
    FaultKind(name: "sigmoid for tanh in one layer") { $0.variants[.sigmoid] },
  ]

  private static func given(_ name: String, mean: Float, deviation: Float) -> FaultKind {
    FaultKind(name: name) { host in
      let input = host.network.inputs[0]
      guard input.type.isFloat else { return nil }
      let inputs = try CheckInputs(for: host.network)
      let numbers = inputs.arrays(for: host.network, seed: 0)[input.name]!
      var planted = Planted(host.network, .layers([input.name]))
      planted.check.data = [
        input.name: StoredTensor(
          numbers.shape, floats: numbers.floats.map { mean + deviation * $0 })
      ]
      return planted
    }
  }

  /// Examples that were never standardized.
  static let data: [FaultKind] = [
    given("inputs of mean 10", mean: 10, deviation: 1),
    given("inputs of deviation 100", mean: 0, deviation: 100),
  ]
}
