import TestSupport
import Testing
import Xavier

/// `networks.json`: whole networks trained for ten steps in float64 by PyTorch.
private struct GoldenNetworks: Decodable {
  struct Case: Decodable {
    let name: String
    let widths: [Int]
    let activation: String
    let batch: Int
    let optimizer: String
    let rate: Double
    let epsilon: Double?
    let losses: [Double]
    let parameters: [Parameter]
    let float32Deviation: Deviation
  }
  struct Parameter: Decodable {
    let path: String
    let sum: Double
    let sumOfSquares: Double
    let first: [Double]
  }
  struct Deviation: Decodable {
    let losses: Double
    let sums: Double
    let first: Double
  }
  struct Drawn: Decodable {
    let widths: [Int]
    let path: String
    let firstBits: [String]
    let sum: Double
  }
  struct Batch: Decodable {
    let widths: [Int]
    let batch: Int
    let labels: [Int32]
    let firstInputBits: [String]
    let sum: Double
  }

  let seed: UInt64
  let networks: [Case]
  let weights: [Drawn]
  let batches: [Batch]

  static func load() throws -> GoldenNetworks {
    try Golden.load("networks", as: GoldenNetworks.self)
  }

  func inputs(_ step: Int, _ golden: Case) -> [Float] {
    TrainingDraws.floats(
      golden.batch * golden.widths[0], "batch.\(step).inputs", bound: 1, seed: seed)
  }

  func labels(_ step: Int, _ golden: Case) -> [Int32] {
    TrainingDraws.labels(
      golden.batch, "batch.\(step).labels", classCount: golden.widths.last!, seed: seed)
  }

  func trainer(_ golden: Case, threads: ThreadPool) throws -> Trainer {
    let activation = try OperatorCatalog.activation(spelled: golden.activation)
    let shorthand = try Shorthand(golden.widths.map { "\($0)" }.joined(separator: "-"))
    func make(_ optimizer: some Optimizer) -> Trainer {
      Trainer(
        shorthand.network(activation: activation), optimizer: optimizer,
        loss: .categoricalCrossEntropy, seed: seed, threads: threads)
    }
    guard let epsilon = golden.epsilon else { return make(SGD(learningRate: golden.rate)) }
    return make(Adam(learningRate: golden.rate, epsilon: epsilon))
  }
}

@Suite("Whole networks against PyTorch in float64")
struct GoldenNetworkTests {
  private func bits(_ values: some Sequence<Float>) -> [String] {
    values.map { String($0.bitPattern, radix: 16) }
  }

  @Test("weights and batches are drawn as the reference drew them")
  func draws() throws {
    let data = try GoldenNetworks.load()
    for golden in data.networks {
      let trainer = try data.trainer(golden, threads: .single)
      for drawn in data.weights where drawn.widths == golden.widths {
        let weights = trainer.weights(at: drawn.path)!
        #expect(bits(weights.prefix(3)) == drawn.firstBits)
        #expect(abs(weights.reduce(0) { $0 + Double($1) } - drawn.sum) < 1e-9)
      }
      for batch in data.batches where batch.widths == golden.widths {
        let inputs = data.inputs(batch.batch, golden)
        #expect(bits(inputs.prefix(3)) == batch.firstInputBits)
        #expect(abs(inputs.reduce(0) { $0 + Double($1) } - batch.sum) < 1e-8)
        #expect(data.labels(batch.batch, golden) == batch.labels)
      }
    }
  }

  // The reference states how far float32 arithmetic in another order moved its own numbers, to one
  // digit; ten times that is a few parts in a million of the losses.
  @Test("the first ten losses, and the weights after ten steps", arguments: 0..<3, [1, 2])
  func tenSteps(index: Int, threadCount: Int) throws {
    let data = try GoldenNetworks.load()
    let golden = data.networks[index]
    var trainer = try data.trainer(golden, threads: ThreadPool(threadCount: threadCount))
    for (step, expected) in golden.losses.enumerated() {
      let loss = data.inputs(step, golden).withUnsafeBufferPointer { inputs in
        data.labels(step, golden).withUnsafeBufferPointer { labels in
          trainer.step(
            inputs: inputs.baseAddress!, labels: labels.baseAddress!, count: golden.batch)
        }
      }
      #expect(abs(loss / expected - 1) < 1e-5)
      #expect(abs(loss - expected) <= 10 * golden.float32Deviation.losses, "step \(step)")
    }
    for parameter in golden.parameters {
      let weights = trainer.weights(at: parameter.path)!.map { Double($0) }
      let sum = weights.reduce(0, +)
      let squares = weights.reduce(0) { $0 + $1 * $1 }
      let deviation = golden.float32Deviation
      let bound = 10 * deviation.sums
      #expect(abs(sum - parameter.sum) <= bound * max(1, abs(parameter.sum)), "\(parameter.path)")
      #expect(abs(squares - parameter.sumOfSquares) <= bound * max(1, parameter.sumOfSquares))
      for (found, expected) in zip(weights, parameter.first) {
        #expect(abs(found - expected) <= 10 * deviation.first)
      }
    }
  }
}
