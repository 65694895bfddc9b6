import Initializers
import Networks
import Operators
import Tensors
import Threads

/// A network with weights, an optimizer that moves them and a loss that says where to.
///
/// ```swift
/// let digits = try DataSet.optdigits()
/// var trainer = Trainer(
///   network, optimizer: .adam(), loss: .categoricalCrossEntropy, metrics: [.accuracy])
/// try trainer.fit(digits.train, epochs: 10, batchSize: 32)
/// let result = try trainer.evaluate(digits.test)
/// ```
///
/// A trainer owns its memory and is moved, not copied. After the first step of a batch size, steps
/// on one thread allocate nothing, but for the buffer that oneDNN takes within a matrix product;
/// on several threads each loop that they share takes a few words.
public struct Trainer: ~Copyable {
  /// The network.
  public let network: Network
  /// What moves the weights.
  public let optimizer: any Optimizer
  /// What is made small.
  public let loss: any Loss
  /// What else is measured.
  public let metrics: [Metric]
  /// The seed of the weights and of the order of the examples.
  public let seed: UInt64

  let state: TrainingState
  private var epochsDone = 0
  private static let evaluationBatch = 256

  /// A trainer with freshly drawn weights.
  public init(
    _ network: Network, optimizer: some Optimizer, loss: some Loss, metrics: [Metric] = [],
    seed: UInt64 = 0, threads: ThreadPool = .shared
  ) {
    self.init(
      network, weights: network.draw(seed: seed, threads: threads), optimizer: optimizer,
      loss: loss, metrics: metrics, seed: seed, threads: threads)
  }

  /// A trainer with weights of its own, those of the network; `seed` is that of the order of the
  /// examples.
  init(
    _ network: Network, weights: consuming Weights, optimizer: some Optimizer, loss: some Loss,
    metrics: [Metric], seed: UInt64, threads: ThreadPool
  ) {
    self.network = network
    self.optimizer = optimizer
    self.loss = loss
    self.metrics = metrics
    self.seed = seed
    state = TrainingState(
      network, weights: weights, optimizer: optimizer, loss: loss, threads: threads)
  }

  /// The weights of the parameter with the given path, row-major; `nil` when there is none.
  public func weights(at path: String) -> [Float]? {
    guard let index = network.parameters.firstIndex(where: { $0.path == path }) else { return nil }
    return Array(state.weights.tensors[index].elements)
  }

  /// Moves the weights once, by the gradient of the mean loss of one batch.
  ///
  /// - Parameters:
  ///   - inputs: count × input width numbers.
  ///   - labels: `count` classes, each from 0 and less than the output width.
  ///   - count: the number of examples.
  /// - Returns: the mean loss before the step.
  public mutating func step(
    inputs: UnsafePointer<Float>, labels: UnsafePointer<Int32>, count: Int
  ) -> Double {
    let workspace = state.workspace(batch: count)
    workspace.input.pointer.update(from: inputs, count: count * network.inputWidth)
    return state.step(workspace, labels: labels)
  }

  /// Trains on every example once in each epoch, in a new order each time.
  ///
  /// The order is a pure function of the seed and the number of epochs trained before.
  ///
  /// - Parameters:
  ///   - examples: what is learned.
  ///   - epochs: how often each example is seen.
  ///   - batchSize: the number of examples that move the weights together; the last batch of an
  ///     epoch may be smaller.
  ///   - afterEpoch: called after every epoch with its number, from 1 in each call, and its
  ///     record; false ends the training.
  /// - Returns: a record for each epoch. A loss that is not finite ends the training; the last
  ///   record holds it.
  /// - Throws: ``TrainingError`` with code `.width` when the examples do not fit the network,
  ///   `.number` when a count is less than 1.
  @discardableResult
  public mutating func fit(
    _ examples: Examples, epochs: Int, batchSize: Int = 32,
    afterEpoch: (Int, EpochRecord) -> Bool = { _, _ in true }
  ) throws(TrainingError) -> [EpochRecord] {
    guard epochs >= 1 else { throw .number("epochs", epochs, expected: "at least 1 was") }
    var records: [EpochRecord] = []
    for epoch in 1...epochs {
      guard let record = try trainEpoch(examples, batchSize: batchSize) else { break }
      records.append(record)
      guard record.loss.isFinite, afterEpoch(epoch, record) else { break }
    }
    return records
  }

  /// The mean loss and metrics of examples under the present weights.
  ///
  /// - Throws: ``TrainingError`` with code `.width` when the examples do not fit the network.
  public func evaluate(_ examples: Examples) throws(TrainingError) -> EpochRecord {
    try check(examples)
    var sums = EpochSums(metricCount: metrics.count)
    let width = examples.featureCount
    examples.withPointers { inputs, labels in
      for start in stride(from: 0, to: examples.count, by: Self.evaluationBatch) {
        let count = min(Self.evaluationBatch, examples.count - start)
        let workspace = state.forwardWorkspace(batch: count)
        workspace.input.pointer.update(from: inputs + start * width, count: count * width)
        workspace.runForward()
        let labels = labels + start
        let loss = state.loss(of: workspace, labels: labels, gradient: nil)
        sums.add(loss, metrics, state.output(of: workspace).readOnly, labels, count)
      }
    }
    return sums.record
  }

  /// Trains on every example once; `nil` when `shouldContinue` broke the epoch off.
  mutating func trainEpoch(
    _ examples: Examples, batchSize: Int, shouldContinue: () -> Bool = { true }
  ) throws(TrainingError) -> EpochRecord? {
    var epoch = try openEpoch(examples, batchSize: batchSize)
    advance(&epoch, examples, atMost: .max, while: shouldContinue)
    return epoch.isOver ? epoch.sums.record : nil
  }

  /// Begins to train on every example once.
  mutating func openEpoch(
    _ examples: Examples, batchSize: Int
  ) throws(TrainingError) -> OpenEpoch {
    guard batchSize >= 1 else { throw .number("batch", batchSize, expected: "at least 1 was") }
    try check(examples)
    state.feed(batch: batchSize).shuffle(count: examples.count, seed: seed, epoch: epochsDone)
    epochsDone += 1
    return OpenEpoch(
      batchSize: batchSize, count: examples.count, sums: EpochSums(metricCount: metrics.count))
  }

  /// Takes steps of an epoch until it is over, so many are taken or `shouldContinue` says no.
  ///
  /// - Precondition: the epoch is the one opened last, of the same examples.
  mutating func advance(
    _ epoch: inout OpenEpoch, _ examples: Examples, atMost steps: Int,
    while shouldContinue: () -> Bool
  ) {
    let feed = state.feed(batch: epoch.batchSize)
    let last = steps < .max - epoch.steps ? epoch.steps + steps : .max
    examples.withPointers { inputs, labels in
      while !epoch.isOver, epoch.steps < last, shouldContinue() {
        let count = min(epoch.batchSize, examples.count - epoch.next)
        let workspace = state.workspace(batch: count)
        feed.gather(
          epoch.next, count, inputs: inputs, labels: labels, width: examples.featureCount,
          into: workspace.input.pointer)
        let loss = state.step(workspace, labels: feed.labels)
        let outputs = state.output(of: workspace).readOnly
        epoch.sums.add(loss, metrics, outputs, feed.labels, count)
        epoch.next += count
        epoch.steps += 1
        epoch.isBroken = !loss.isFinite
      }
    }
  }

  /// What the network gives for inputs, row by row.
  func outputs(for inputs: [Float]) -> [Float] {
    let width = network.inputWidth
    precondition(
      inputs.count % width == 0, "\(inputs.count) inputs, a multiple of \(width) was expected")
    var found: [Float] = []
    inputs.withUnsafeBufferPointer { inputs in
      guard let start = inputs.baseAddress else { return }
      for first in stride(from: 0, to: inputs.count / width, by: Self.evaluationBatch) {
        let count = min(Self.evaluationBatch, inputs.count / width - first)
        let workspace = state.forwardWorkspace(batch: count)
        workspace.input.pointer.update(from: start + first * width, count: count * width)
        workspace.runForward()
        found += state.output(of: workspace).elements
      }
    }
    return found
  }

  func check(_ examples: Examples) throws(TrainingError) {
    guard examples.featureCount == network.inputWidth else {
      throw .width(
        "input", network.inputWidth, data: "the examples",
        what: "\(examples.featureCount) features",
        expected: examples.featureCount)
    }
    if let largest = examples.labels.max(), largest >= network.outputWidth {
      throw .width(
        "output", network.outputWidth, data: "the examples", what: "classes 0 to \(largest)",
        expected: Int(largest) + 1)
    }
  }
}

/// The mean loss and metrics over some examples.
public struct EpochRecord: Sendable, Hashable {
  /// The mean loss.
  public let loss: Double
  /// The mean of each metric, in the trainer's order.
  public let metrics: [Double]
}
