import Synchronization
import Testing
import Xavier

/// The labels that a metric has seen, batch by batch.
private final class Recorder: Sendable {
  let batches = Mutex<[[Int32]]>([])

  var metric: Metric {
    Metric(name: "recorder") { outputs, labels in
      let seen = Array(UnsafeBufferPointer(start: labels, count: outputs.shape[0]))
      self.batches.withLock { $0.append(seen) }
      return 0
    }
  }
}

@Suite("The order of examples")
struct ExampleOrderTests {
  static let count = 37
  /// Each example has a class of its own, so that labels tell the order.
  static let examples = Examples(
    inputs: TrainingDraws.floats(count * 3, "inputs"), labels: (0..<Int32(count)).map { $0 },
    featureCount: 3)

  /// The labels of each batch of each epoch.
  private func order(
    seed: UInt64, batch: Int = 10, epochs: Int = 3, initializer: some Initializer = .glorotUniform
  ) throws -> [[[Int32]]] {
    let recorder = Recorder()
    let network = Network(input: 3) {
      Dense(5, activation: .tanh, initializer: initializer)
      Dense(Self.count, activation: .softmax, initializer: initializer)
    }
    var trainer = Trainer(
      network, optimizer: .sgd(), loss: .categoricalCrossEntropy, metrics: [recorder.metric],
      seed: seed, threads: .single)
    try trainer.fit(Self.examples, epochs: epochs, batchSize: batch)
    let batches = recorder.batches.withLock { $0 }
    let each = (Self.count + batch - 1) / batch
    try #require(batches.count == each * epochs)
    return (0..<epochs).map { Array(batches[$0 * each..<($0 + 1) * each]) }
  }

  @Test("is a permutation in each epoch, another one each time")
  func permutations() throws {
    let epochs = try order(seed: 1).map { $0.flatMap { $0 } }
    for epoch in epochs { #expect(epoch.sorted() == Self.examples.labels) }
    #expect(Set(epochs).count == 3)
    #expect(!epochs.contains(Self.examples.labels))
  }

  @Test("uses the last batch, which may be smaller")
  func lastBatch() throws {
    for epoch in try order(seed: 1) { #expect(epoch.map(\.count) == [10, 10, 10, 7]) }
    #expect(try order(seed: 1, batch: 37)[0].map(\.count) == [37])
    #expect(try order(seed: 1, batch: 100)[0].map(\.count) == [37])
    #expect(try order(seed: 1, batch: 1)[0].count == 37)
  }

  @Test("depends on the seed and the epoch alone: not on the recipe or the batch")
  func recipes() throws {
    let expected = try order(seed: 1)
    #expect(try order(seed: 1, initializer: .orthogonal) == expected)
    #expect(try order(seed: 1, initializer: .zeros) == expected)
    #expect(try order(seed: 2) != expected)
    let flat = expected.map { $0.flatMap { $0 } }
    #expect(try order(seed: 1, batch: 8).map { $0.flatMap { $0 } } == flat)
  }

  // 3700 epochs of 37 places: each example is expected 100 times at each place; chi-square with 36
  // degrees has mean 36 and deviation sqrt(72), and stays below 36 + 6 sqrt(72).
  @Test("gives every example every place equally often")
  func uniformity() throws {
    var firsts = [Int](repeating: 0, count: Self.count)
    var lasts = firsts
    for epoch in try order(seed: 3, batch: 37, epochs: 3700) {
      firsts[Int(epoch[0][0])] += 1
      lasts[Int(epoch[0][36])] += 1
    }
    for counts in [firsts, lasts] {
      let square = counts.reduce(0.0) { $0 + Double(($1 - 100) * ($1 - 100)) / 100 }
      #expect(square < 36 + 6 * 8.5)
    }
  }
}
