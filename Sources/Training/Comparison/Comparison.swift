import Foundation
import Initializers
import Networks
import Operators
import Recipes
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

  /// What recipes that measure are given.
  let measured: [String: StoredTensor]

  /// The network under one recipe.
  public struct Start: Sendable {
    /// The recipe, as the command line spells it.
    public let name: String
    /// The network as it draws it.
    public let network: Network
    /// The recipe.
    let recipe: any Recipe

    /// Weights drawn from a seed, and corrected on examples where the recipe says nothing without.
    ///
    /// - Throws: `RecipeError` where the examples say nothing to the recipe.
    func draw(
      seed: UInt64, examples: [String: StoredTensor], threads: ThreadPool
    ) throws(RecipeError) -> Weights {
      var weights = network.draw(seed: seed, threads: threads)
      if let recipe = recipe as? any MeasuredRecipe, recipe.needsExamples {
        _ = try recipe.adjust(&weights, of: network, examples: examples, threads: threads)
      }
      return weights
    }
  }

  /// The examples that signals and gradients are measured on: the first 300 of the test set.
  public static let probeCount = 300
  /// The most examples that recipes which measure are given: so many of the training set, evenly
  /// spread.
  public static let measuredCount = 256

  /// A comparison of `network` under initializers that each draw its weights in turn.
  ///
  /// - Throws: as the form for recipes does.
  public init(
    network: Network, recipes: [any Initializer], seeds: [UInt64], data: DataSet,
    optimizer: any Optimizer, epochs: Int, batchSize: Int, threshold: Double,
    signalBins: Histogram.Bins
  ) throws {
    try self.init(
      network: network, recipes: recipes.map { InitializerRecipe($0) as any Recipe }, seeds: seeds,
      data: data, optimizer: optimizer, epochs: epochs, batchSize: batchSize,
      threshold: threshold, signalBins: signalBins)
  }

  /// A comparison of `network` under recipes that each draw its parameters in turn.
  ///
  /// - Throws: ``TrainingError`` with code `.number` when a count is out of range, `.repeated` when
  ///   two recipes have the same name, `.width` when the network does not fit the data, `.memory`
  ///   when the machine has too little; `RecipeError` when a recipe cannot draw a parameter, or
  ///   cannot measure what it wants on the data.
  public init(
    network: Network, recipes: [any Recipe], seeds: [UInt64], data: DataSet,
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
    let context = RecipeContext(batch: batchSize)
    starts = try recipes.map { recipe in
      Start(
        name: recipe.name, network: network.drawn(by: try recipe.plan(for: network, context)),
        recipe: recipe)
    }
    measured = try Self.examples(of: data, for: network)
    for start in starts
    where (start.recipe as? any MeasuredRecipe)?.needsExamples == true {
      // Draws depend on the seed alone, so that none can fail later.
      for seed in seeds { _ = try start.draw(seed: seed, examples: measured, threads: .shared) }
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

  // Examples of the training set, evenly spread.
  private static func examples(
    of data: DataSet, for network: Network
  ) throws -> [String: StoredTensor] {
    let input = network.inputs[0]
    let shape = try input.shape(batch: min(measuredCount, data.train.count))
    let lengths = Array(shape.lengths.dropFirst())
    return [input.name: try data.train.spread(count: measuredCount, lengths: lengths)]
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
    run(jobs, threads: threads, progress: progress) { _, train in train() }
  }

  /// One run of a comparison.
  public struct Job: Sendable, Hashable {
    /// The number of its start.
    public let recipe: Int
    /// The number of its seed.
    public let seed: Int
  }

  /// All runs, seed by seed, so that work broken off has all recipes with the first seeds.
  public var jobs: [Job] {
    seeds.indices.flatMap { seed in starts.indices.map { Job(recipe: $0, seed: seed) } }
  }

  /// Trains some of the runs, as the other form does all.
  ///
  /// - Parameters:
  ///   - jobs: the runs.
  ///   - threads: the threads to work on.
  ///   - progress: counts and cancels.
  ///   - keep: called for each run that begins, in the thread that does it, with what trains: it gives the
  ///     run back, or `nil` where there is none to give.
  /// - Returns: the finished runs, recipe by recipe.
  public func run(
    _ jobs: [Job], threads: ThreadPool = .shared, progress: ComparisonProgress,
    keep: (Job, () -> TrainingRun?) -> TrainingRun?
  ) -> [TrainingRun] {
    progress.start(total: jobs.count * epochs * data.train.count)
    let results = RunStore(count: jobs.count)
    let isParallel = jobs.count >= threads.threadCount
    let runThreads = isParallel ? ThreadPool.single : threads
    func runJob(_ index: Int) {
      guard !progress.isCancelled else { return }
      let job = jobs[index]
      results[index] = keep(job) { runOne(job.recipe, job.seed, threads: runThreads, progress) }
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
