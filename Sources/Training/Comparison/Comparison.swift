import Foundation
import Initializers
import Networks
import Operators
import Tensors
import Threads

/// One network, trained under several recipes from paired seeds on the same data.
///
/// Runs with the same seed see the same examples in the same order, whatever their recipe, so that
/// recipes differ in their weights alone.
public struct Comparison: Sendable {
  /// The network under each recipe, in the order of the recipes.
  public let starts: [Start]
  /// The seeds; each recipe is run once with each.
  public let seeds: [UInt64]
  /// What is learned, and what the result is tested on.
  public let data: DataSet
  /// What moves the weights, with the same constants in every run.
  public let optimizer: any Optimizer
  /// The number of epochs of each run.
  public let epochs: Int
  /// The number of examples in a batch.
  public let batchSize: Int
  /// The test accuracy that counts as learned, a fraction of 1.
  public let threshold: Double
  /// What is made small: categorical cross-entropy, of probabilities where the network ends in
  /// softmax, else of logits.
  public let loss: CategoricalCrossEntropy
  /// The bins of the histograms of signals.
  public let signalBins: Histogram.Bins

  /// The network under one recipe.
  public struct Start: Sendable {
    /// The recipe, as the command line spells it.
    public let name: String
    /// The network whose weights it draws.
    public let network: Network
  }

  /// The examples that signals and gradients are measured on: the first 300 of the test set.
  public static let probeCount = 300

  /// A comparison of `network` under recipes that each draw its weights in turn.
  ///
  /// - Throws: ``TrainingError`` with code `.number` when a count is out of range, `.repeated` when
  ///   two recipes have the same name, `.width` when the network does not fit the data, `.memory`
  ///   when the machine has too little; `InitializerError` when a recipe cannot draw a parameter.
  public init(
    network: Network, recipes: [any Initializer], seeds: [UInt64], data: DataSet,
    optimizer: any Optimizer, epochs: Int, batchSize: Int, threshold: Double,
    signalBins: Histogram.Bins
  ) throws {
    func check(_ what: String, _ value: Int, _ expected: String, _ isRight: Bool) throws {
      if !isRight { throw TrainingError.number(what, value, expected: expected) }
    }
    try check("recipes", recipes.count, "at least 1 was", recipes.count >= 1)
    for (index, recipe) in recipes.enumerated()
    where recipes[..<index].contains(where: { $0.name == recipe.name }) {
      throw TrainingError.repeated(recipe.name)
    }
    try check("seeds", seeds.count, "at least 1 was", seeds.count >= 1)
    try check("epochs", epochs, "at least 1 was", epochs >= 1)
    let train = data.train.count
    try check("batch", batchSize, "1 to \(train) were", (1...train).contains(batchSize))
    try Self.check(network, data, batchSize)
    let copies = 2 + type(of: optimizer).momentCount
    let bytes = Double(network.weightCount) * 4 * Double(copies)
    let available = Double(ProcessInfo.processInfo.physicalMemory)
    guard bytes < available else {
      throw TrainingError.memory(needed: bytes, available: available)
    }
    starts = try recipes.map { recipe in
      Start(name: recipe.name, network: try network.withWeights(drawnBy: recipe))
    }
    self.seeds = seeds
    self.data = data
    self.optimizer = optimizer
    self.epochs = epochs
    self.batchSize = batchSize
    self.threshold = threshold
    self.signalBins = signalBins
    loss = CategoricalCrossEntropy(
      of: network.logits(of: network.outputs[0].value) == nil ? .logits : .probabilities)
  }

  // Whether the network takes the data, gives a row of classes, and knows its gradients.
  private static func check(_ network: Network, _ data: DataSet, _ batch: Int) throws {
    let (features, classes) = (data.train.featureCount, data.classCount)
    guard network.inputs.count == 1, network.inputs[0].type.isFloat else {
      throw TrainingError.inputs(network.inputs.map { "\($0.name) of \($0.type.rawValue)" })
    }
    guard network.inputWidth == features else {
      throw TrainingError.width(
        "input", network.inputWidth, data: data.name, what: "\(features) features",
        expected: features)
    }
    guard network.outputWidth == classes else {
      throw TrainingError.width(
        "output", network.outputWidth, data: data.name, what: "\(classes) classes",
        expected: classes)
    }
    try network.checkGradients()
  }

  /// Trains every recipe with every seed.
  ///
  /// Where there are at least as many runs as threads, each run has a thread of its own; else the
  /// runs come one after another and share the threads.
  ///
  /// - Parameters:
  ///   - threads: the threads to work on.
  ///   - progress: counts the examples trained on, and ends the work early when it is
  ///   cancelled.
  /// - Returns: the finished runs, recipe by recipe.
  public func run(
    threads: ThreadPool = .shared, progress: ComparisonProgress = ComparisonProgress()
  ) -> [TrainingRun] {
    // Seed by seed, so that work broken off has all recipes with the first seeds.
    let jobs = seeds.indices.flatMap { seed in starts.indices.map { (recipe: $0, seed: seed) } }
    progress.start(total: jobs.count * epochs * data.train.count)
    let results = RunStore(count: jobs.count)
    let isParallel = jobs.count >= threads.threadCount
    let runThreads = isParallel ? ThreadPool.single : threads
    let runJob: (Int) -> Void = { index in
      guard !progress.isCancelled else { return }
      let job = jobs[index]
      results[index] = runOne(job.recipe, job.seed, threads: runThreads, progress)
    }
    if isParallel {
      threads.run(count: jobs.count, runJob)
    } else {
      jobs.indices.forEach(runJob)
    }
    let order = jobs.indices.sorted {
      (jobs[$0].recipe, jobs[$0].seed) < (jobs[$1].recipe, jobs[$1].seed)
    }
    return order.compactMap { results[$0] }
  }

  private func runOne(
    _ recipe: Int, _ seed: Int, threads: ThreadPool, _ progress: ComparisonProgress
  ) -> TrainingRun? {
    do {
      return try TrainingRun(
        self, recipe: starts[recipe], seed: seeds[seed], keepsHistograms: seed == 0,
        threads: threads, progress)
    } catch {
      preconditionFailure("comparison: \(error), which its initializer has ruled out")
    }
  }
}

/// Results that threads write at places of their own.
private final class RunStore: @unchecked Sendable {
  private let runs: UnsafeMutableBufferPointer<TrainingRun?>

  init(count: Int) {
    runs = .allocate(capacity: count)
    runs.initialize(repeating: nil)
  }

  deinit {
    runs.deinitialize()
    runs.deallocate()
  }

  subscript(index: Int) -> TrainingRun? {
    get { runs[index] }
    set { runs[index] = newValue }
  }
}
