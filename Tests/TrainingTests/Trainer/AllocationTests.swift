import CAllocations
import Testing
import Xavier

@Suite("Memory of training", .serialized)
struct AllocationTests {
  static let examples = TrainingDraws.examples(64, features: 7, classes: 5)

  /// The allocations of this thread in 50 steps after the first two.
  static func allocations(
    _ network: Network, _ optimizer: any Optimizer, loss: any Loss = .categoricalCrossEntropy,
    threads: ThreadPool = .single, examples: Examples = examples
  ) -> Int {
    func open(_ optimizer: some Optimizer, _ loss: some Loss) -> Int {
      var trainer = Trainer(network, optimizer: optimizer, loss: loss, threads: threads)
      return examples.inputs.withUnsafeBufferPointer { inputs in
        examples.labels.withUnsafeBufferPointer { labels in
          func step() -> Double {
            trainer.step(
              inputs: inputs.baseAddress!, labels: labels.baseAddress!, count: examples.count)
          }
          _ = step() + step()
          let before = xv_allocation_count()
          for _ in 0..<50 { _ = step() }
          return xv_allocation_count() - before
        }
      }
    }
    return open(optimizer, loss)
  }

  static func network(
    _ activation: Activation, hidden: Int = 11, features: Int = 7, classes: Int = 5,
    last: Activation = .softmax
  ) -> Network {
    Network(input: features) {
      Dense(hidden, activation: activation)
      Dense(hidden, activation: activation)
      Dense(classes, activation: last)
    }
  }

  @Test("the counter of allocations counts")
  func counterCounts() {
    let before = xv_allocation_count()
    let array = (0..<1000).map { Double($0) }
    #expect(array.reduce(0, +) == 499_500)
    #expect(xv_allocation_count() > before)
  }

  @Test("steps allocate nothing", arguments: OperatorCatalog.activations.map { $0.name })
  func activationsAllocateNothing(spelled: String) throws {
    let activation = try OperatorCatalog.activation(spelled: spelled)
    #expect(Self.allocations(Self.network(activation), .adam()) == 0)
  }

  @Test("steps of every optimizer allocate nothing")
  func optimizersAllocateNothing() {
    for entry in OptimizerCatalog.entries {
      let optimizer = entry.make(entry.usualLearningRate)
      let count = Self.allocations(Self.network(.tanh), optimizer)
      #expect(count == 0, "\(entry.name)")
    }
  }

  @Test("steps of every loss allocate nothing")
  func lossesAllocateNothing() {
    let losses: [any Loss] = [
      .categoricalCrossEntropy, .categoricalCrossEntropy(of: .logits), .meanSquaredError,
      .binaryCrossEntropy,
    ]
    for loss in losses {
      let network = Self.network(.tanh, last: .sigmoid)
      let count = Self.allocations(network, .sgd(), loss: loss)
      #expect(count == 0, "\(loss)")
    }
  }

  @Test("steps of a network of the usual size allocate nothing")
  func usualSizeAllocatesNothing() {
    let examples = TrainingDraws.examples(32, features: 784, classes: 10)
    let network = Self.network(.relu, hidden: 128, features: 784, classes: 10)
    #expect(Self.allocations(network, .adam(), examples: examples) == 0)
  }

  @Test("steps on several threads allocate nothing")
  func sharedLoops() {
    let examples = TrainingDraws.examples(32, features: 784, classes: 10)
    let network = Self.network(.relu, hidden: 600, features: 784, classes: 10)
    let allocated = Self.allocations(
      network, .adam(), threads: ThreadPool(threadCount: 2), examples: examples)
    #expect(allocated == 0)
  }

  // What an epoch takes beside its steps: its order's stream, its record, its sums. An array that
  // grows takes as much memory as the allocator has at hand, so the number varies by one or two.
  @Test("a later epoch allocates a few times, however many batches it has")
  func laterEpochs() throws {
    func allocations(_ count: Int) throws -> Int {
      var trainer = Trainer(
        Self.network(.tanh), optimizer: .adam(), loss: .categoricalCrossEntropy,
        metrics: [.accuracy], threads: .single)
      let examples = TrainingDraws.examples(count, features: 7, classes: 5)
      try trainer.fit(examples, epochs: 2, batchSize: 16)
      let before = xv_allocation_count()
      try trainer.fit(examples, epochs: 1, batchSize: 16)
      return xv_allocation_count() - before
    }
    let (few, many) = (try allocations(40), try allocations(4008))
    #expect(many <= few + 2)
    #expect(few <= 20)
  }

  @Test("evaluating again allocates a few times, however many batches it takes")
  func laterEvaluations() throws {
    func allocations(_ count: Int) throws -> Int {
      let trainer = Trainer(
        Self.network(.tanh), optimizer: .sgd(), loss: .categoricalCrossEntropy,
        metrics: [.accuracy], threads: .single)
      let examples = TrainingDraws.examples(count, features: 7, classes: 5)
      _ = try trainer.evaluate(examples)
      let before = xv_allocation_count()
      _ = try trainer.evaluate(examples)
      return xv_allocation_count() - before
    }
    let (few, many) = (try allocations(300), try allocations(3000))
    #expect(many <= few + 2)
    #expect(few <= 20)
  }
}
