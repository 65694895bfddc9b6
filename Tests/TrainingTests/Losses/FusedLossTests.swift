import Testing
import Xavier

/// Cross-entropy of probabilities that a trainer cannot see through.
private struct UnfusedCrossEntropy: Loss {
  static let name = "unfused"

  func evaluate(outputs: TensorView, targets: Targets, gradient: MutableTensorView?) -> Double {
    CategoricalCrossEntropy().evaluate(outputs: outputs, targets: targets, gradient: gradient)
  }
}

@Suite("Softmax and cross-entropy in one")
struct FusedLossTests {
  private let network = Network(input: 6) {
    Dense(9, activation: .tanh)
    Dense(4, activation: .softmax)
  }

  private func train(_ loss: some Loss, _ network: Network) throws -> (EpochRecord, [[Float]]) {
    var trainer = Trainer(
      network, optimizer: .sgd(learningRate: 0.1), loss: loss, metrics: [.accuracy],
      threads: .single)
    let examples = TrainingDraws.examples(40, features: 6, classes: 4)
    try trainer.fit(examples, epochs: 5, batchSize: 8)
    let record = try trainer.evaluate(examples)
    return (record, network.parameters.map { trainer.weights(at: $0.path)! })
  }

  // 25 steps of float32 arithmetic in two orders; weights are of size 1, the loss is about 1.4.
  @Test("give the loss and the weights that they give one after the other")
  func unfused() throws {
    let (one, fused) = try train(.categoricalCrossEntropy, network)
    let (other, unfused) = try train(UnfusedCrossEntropy(), network)
    #expect(abs(one.loss - other.loss) < 1e-6)
    #expect(one.metrics == other.metrics)
    for (a, b) in zip(fused, unfused) {
      #expect(zip(a, b).allSatisfy { abs($0 - $1) < 2e-6 })
    }
    let (start, _) = (try train(.meanSquaredError, network))
    #expect(abs(start.loss - one.loss) > 0.1, "another loss is another number")
  }

  @Test("without softmax at the end the outputs are taken as they are")
  func logits() throws {
    let open = Network(input: 6) {
      Dense(9, activation: .tanh)
      Dense(4)
    }
    let (one, fused) = try train(.categoricalCrossEntropy, network)
    let (other, ofLogits) = try train(.categoricalCrossEntropy(of: .logits), open)
    #expect(one.loss == other.loss)
    #expect(fused == ofLogits)
  }

  @Test("a probability that rounds to 0 does not make the loss infinite")
  func hugeLogits() throws {
    let network = Network(input: 1) {
      Dense(2, activation: .softmax, initializer: .constant(0), name: "last")
    }
    var trainer = Trainer(
      network, optimizer: .sgd(learningRate: 1000), loss: .categoricalCrossEntropy,
      threads: .single)
    let one = Examples(inputs: [1], labels: [0], featureCount: 1)
    try trainer.fit(one, epochs: 1, batchSize: 1)
    // Weight and bias are now 500 for class 0 and -500 for class 1: logits 1000 and -1000.
    let other = try trainer.evaluate(Examples(inputs: [1], labels: [1], featureCount: 1))
    #expect(abs(other.loss - 2000) < 1e-3)
  }
}
