import Foundation
import Synchronization
import Testing
import Xavier

@Suite("Training")
struct TrainerTests {
  static let network = Network(input: 6) {
    Dense(9, activation: .tanh)
    Dense(4, activation: .softmax)
  }
  static let examples = TrainingDraws.examples(50, features: 6, classes: 4)

  private func losses(seed: UInt64, epochs: Int = 4) throws -> [Double] {
    var trainer = Trainer(
      Self.network, optimizer: .momentum(), loss: .categoricalCrossEntropy, seed: seed)
    return try trainer.fit(Self.examples, epochs: epochs, batchSize: 8).map(\.loss)
  }

  @Test("the same seed gives the same losses, another seed others")
  func seeds() throws {
    let first = try losses(seed: 1)
    #expect(first.count == 4)
    #expect(try losses(seed: 1) == first)
    #expect(try losses(seed: 2) != first)
  }

  @Test("epochs one by one are the epochs of one call")
  func calls() throws {
    var trainer = Trainer(
      Self.network, optimizer: .momentum(), loss: .categoricalCrossEntropy, seed: 1)
    var losses: [Double] = []
    for _ in 0..<4 {
      losses += try trainer.fit(Self.examples, epochs: 1, batchSize: 8).map(\.loss)
    }
    #expect(try losses == self.losses(seed: 1))
  }

  @Test("any number of threads gives the same losses")
  func threads() throws {
    let network = Network(input: 6) {
      Dense(700, activation: .tanh)
      Dense(700, activation: .tanh)
      Dense(4, activation: .softmax)
    }
    let losses = try [1, 2, 5].map { count in
      var trainer = Trainer(
        network, optimizer: .adam(), loss: .categoricalCrossEntropy, seed: 3,
        threads: ThreadPool(threadCount: count))
      return try trainer.fit(Self.examples, epochs: 2, batchSize: 16).map(\.loss)
    }
    #expect(losses[0] == losses[1] && losses[1] == losses[2])
  }

  @Test("training lowers the loss, and the records are those of the epochs")
  func learning() throws {
    var trainer = Trainer(
      Self.network, optimizer: .adam(learningRate: 0.02), loss: .categoricalCrossEntropy,
      metrics: [.accuracy])
    let before = try trainer.evaluate(Self.examples)
    var seen: [(Int, EpochRecord)] = []
    let records = try trainer.fit(Self.examples, epochs: 60, batchSize: 10) { epoch, record in
      seen.append((epoch, record))
      return true
    }
    let after = try trainer.evaluate(Self.examples)
    #expect(after.loss < before.loss / 2)
    #expect(after.metrics[0] > before.metrics[0])
    #expect(seen.map(\.0) == Array(1...60))
    #expect(seen.map(\.1) == records)
  }

  @Test("the caller may end it after an epoch")
  func ending() throws {
    var trainer = Trainer(Self.network, optimizer: .sgd(), loss: .categoricalCrossEntropy)
    let records = try trainer.fit(Self.examples, epochs: 9) { epoch, _ in epoch < 3 }
    #expect(records.count == 3)
  }

  @Test("weights are found by their path")
  func weights() {
    let trainer = Trainer(Self.network, optimizer: .sgd(), loss: .categoricalCrossEntropy)
    #expect(trainer.weights(at: "layers.1.weight")?.count == 36)
    #expect(trainer.weights(at: "layers.1.bias") == [0, 0, 0, 0])
    #expect(trainer.weights(at: "layers.2.weight") == nil)
  }

  @Test("what does not fit is refused word for word")
  func mistakes() {
    var trainer = Trainer(Self.network, optimizer: .sgd(), loss: .categoricalCrossEntropy)
    let narrow = TrainingDraws.examples(5, features: 3, classes: 4)
    let many = Examples(inputs: [1, 2, 3, 4, 5, 6], labels: [4], featureCount: 6)
    func check(_ code: TrainingError.Code, _ sentence: String, _ body: () throws -> Void) {
      let error = #expect(throws: TrainingError.self) { try body() }
      #expect(error?.code == code)
      #expect(error?.description == sentence)
    }
    check(.number, "epochs: 0, at least 1 was expected") {
      try trainer.fit(Self.examples, epochs: 0)
    }
    check(.number, "batch: 0, at least 1 was expected") {
      try trainer.fit(Self.examples, epochs: 1, batchSize: 0)
    }
    check(.number, "batch: -3, at least 1 was expected") {
      try trainer.fit(Self.examples, epochs: 1, batchSize: -3)
    }
    let input = "network input: 6 units, 3 were expected for the 3 features of the examples"
    check(.width, input) { try trainer.fit(narrow, epochs: 1) }
    check(.width, input) { _ = try trainer.evaluate(narrow) }
    check(.width, input) { _ = try trainer.layerStatistics(narrow) }
    let output =
      "network output: 4 units, 5 were expected for the classes 0 to 4 of the examples"
    check(.width, output) { try trainer.fit(many, epochs: 1) }
    check(.width, output) { _ = try trainer.evaluate(many) }
  }

  @Test(
    "a loss that is not finite ends training, and leaves the weights finite",
    arguments: [
      Float.nan, .infinity, -.infinity, 3e38,
    ])
  func notFinite(value: Float) throws {
    var inputs = Self.examples.inputs
    // The bad example comes somewhere in the epoch.
    for feature in 0..<6 { inputs[20 * 6 + feature] = value }
    let bad = Examples(inputs: inputs, labels: Self.examples.labels, featureCount: 6)
    let network = Network(input: 6) {
      Dense(9, activation: .identity, initializer: .ones)
      Dense(4, activation: .softmax)
    }
    var trainer = Trainer(network, optimizer: .adam(), loss: .categoricalCrossEntropy)
    let records = try trainer.fit(bad, epochs: 5, batchSize: 8)
    #expect(records.count == 1)
    #expect(records[0].loss.isFinite == false)
    for parameter in network.parameters {
      let weights = trainer.weights(at: parameter.path)!
      #expect(weights.allSatisfy { $0.isFinite })
    }
    let after = try trainer.evaluate(Self.examples)
    #expect(after.loss.isFinite)
  }

  @Test("a loss that is not finite ends its epoch at once")
  func notFiniteAtOnce() throws {
    let seen = Mutex(0)
    let counter = Metric(name: "batches") { _, _ in
      seen.withLock { $0 += 1 }
      return 0
    }
    let bad = Examples(
      inputs: [Float](repeating: .nan, count: 300), labels: Self.examples.labels, featureCount: 6)
    var trainer = Trainer(
      Self.network, optimizer: .sgd(), loss: .categoricalCrossEntropy, metrics: [counter])
    try trainer.fit(bad, epochs: 3, batchSize: 8)
    #expect(seen.withLock { $0 } == 1)
  }

  @Test("evaluating is a mean over all examples, by hand")
  func evaluation() throws {
    let trainer = Trainer(
      Self.network, optimizer: .sgd(), loss: .categoricalCrossEntropy, metrics: [.accuracy],
      seed: 4)
    // Two whole batches of evaluation and a part of one.
    let examples = TrainingDraws.examples(600, features: 6, classes: 4)
    let record = try trainer.evaluate(examples)
    let weights = ["layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias"]
      .map { trainer.weights(at: $0)!.map { Double($0) } }
    func affine(_ x: [Double], _ weight: [Double], _ bias: [Double]) -> [Double] {
      bias.indices.map { j in
        x.indices.reduce(bias[j]) { $0 + x[$1] * weight[$1 * bias.count + j] }
      }
    }
    var (loss, correct) = (0.0, 0)
    for example in 0..<600 {
      let x = examples.inputs[example * 6..<example * 6 + 6].map { Double($0) }
      let hidden = affine(x, weights[0], weights[1]).map { tanh($0) }
      let logits = affine(hidden, weights[2], weights[3])
      let label = Int(examples.labels[example])
      loss += log(logits.reduce(0) { $0 + exp($1) }) - logits[label]
      if logits[label] == logits.max() { correct += 1 }
    }
    #expect(abs(record.loss - loss / 600) < 1e-6)
    #expect(abs(record.metrics[0] - Double(correct) / 600) < 1e-15)
  }
}
