import Diagnoses
import Networks
import Operators
import Tensors
import Threads

extension Evidence {
  /// What theory says of a network under its own laws.
  init(theoryOf network: Network, input: InputMoments = .standardized, examples: Int = 32) throws {
    let shapes = try network.shapes(batch: examples)
    self.init(
      network: network, shapes: shapes, examples: examples,
      prediction: try network.moments(input: input, batch: examples),
      weights: WeightFacts(lawsOf: network, shapes: shapes))
  }

  /// What a run of a network shows, its weights drawn by its own laws and then changed.
  init(
    measuring network: Network, input: InputMoments = .standardized,
    data: [String: StoredTensor]? = nil, draws: Int = 3, seed: UInt64 = 0,
    change: (borrowing Weights) -> Void = { _ in }
  ) throws {
    func drawn(_ seed: UInt64) -> Weights {
      let weights = network.draw(seed: seed)
      change(weights)
      return weights
    }
    let inputs = try CheckInputs(for: network, data: data)
    let measurer = try Measurer(
      network, inputs: inputs, options: .init(usesBatchStatistics: true))
    let measurement = Measurement(measurer, draws: draws, seed: seed) { drawn($0) }
    let shapes = try network.shapes(batch: inputs.examples)
    self.init(
      network: network, shapes: shapes, measurement: measurement,
      prediction: try network.moments(input: input, batch: inputs.examples),
      weights: WeightFacts(of: drawn(seed), in: network, shapes: shapes),
      areInputsGiven: data != nil)
  }
}
