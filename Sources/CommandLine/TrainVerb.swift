import ArgumentParser
import Foundation
import Xavier

struct TrainVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Trains one network from several weight initializations and compares them.",
    discussion: """
      Every recipe is run once with each seed; runs with the same seed see the same examples in the \
      same order. The table gives test accuracy, epochs to a threshold, the share of runs that \
      diverged, signal and gradient before training, and the outcome in a word: learns, slow, \
      stalls or diverges. The report shows the curves and the layers.

      Without NETWORK it is the main job: \(MainJob.network), \(MainJob.activation), on the \
      embedded digits.

      A file's network takes the features of the data in its input's shape and gives one number for \
      each class: probabilities where it ends in softmax, else logits. Recipes draw all of its \
      parameters whose purpose is known. Batch normalization takes its statistics from the batch \
      while training.

      With --merge FOLDER every run is kept there, and a killed comparison goes on where it was. \
      Under mpirun, srun, torchrun or an indexed Job of Kubernetes, or with --shard I/N, each \
      process trains with its share of the seeds; the one that finds all runs shows the result.

      Recipes: \(RecipeCatalog.spellings.names.joined(separator: ", ")). An initializer draws the \
      weights; biases start at 0 and factors of normalizations at 1.

      Activations: \(OperatorCatalog.activationSpellings.names.joined(separator: ", ")).

      Data sets: optdigits, fashion-mnist, moons, spirals, a directory of IDX files, a CSV file with the label last.
      """)

  @Argument(
    help: ArgumentHelp(
      """
      Layer widths, the input's first: 784-128-10, or 64-100x10-10 for ten layers of 100 units; or \
      an .onnx or .yaml file.
      """,
      valueName: "network"))
  var network: String?

  @Option(
    help: "What hidden layers apply. (default: \(MainJob.activation) without NETWORK, else relu)")
  var activation: String?

  @Option(help: "optdigits, fashion-mnist, moons, spirals, a directory of IDX files, or FILE.csv.")
  var data = "optdigits"

  @Option(
    name: .customLong("recipe"), parsing: .singleValue,
    help: "What draws the weights; may be given more than once. (default: nine that differ)")
  var recipes: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The deviation of the biases of hidden layers. (default: as each recipe has it)",
      valueName: "deviation"))
  var bias: Double?

  @Option(
    parsing: .unconditional,
    help:
      "How many seeds each recipe is run with. (default: \(MainJob.seeds) without NETWORK, else 3)")
  var seeds: Int?

  @Option(parsing: .unconditional, help: "The first seed.")
  var seed: UInt64 = 0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Epochs of each run. (default: \(MainJob.epochs) without NETWORK, else 5, or as many as make 1,000 steps)"
    ))
  var epochs: Int?

  @Option(parsing: .unconditional, help: "Examples in a batch.")
  var batch = 32

  @Option(
    help:
      "sgd, momentum, adagrad, adam or adamw. (default: \(MainJob.optimizer) without NETWORK, else adam)"
  )
  var optimizer: String?

  @Option(
    parsing: .unconditional,
    help:
      "The size of a step. (default: \(MainJob.learningRate) without NETWORK, else the optimizer's usual one)"
  )
  var learningRate: Double?

  @Option(
    parsing: .unconditional,
    help:
      "The test accuracy that counts as learned, a fraction of 1. (default: 0.85 for fashion-mnist, else 0.9)"
  )
  var threshold: Double?

  @Option(help: "Where the report goes.")
  var report = "xavier-report.html"

  @Flag(help: "Write no report.")
  var noReport = false

  @Option(help: "Write the results as JSON to a file, or to standard output for '-'.")
  var json: String?

  @Option(parsing: .unconditional, help: "Threads to use. (default: one for each processor)")
  var threads: Int?

  @OptionGroup var rankOptions: RankOptions

  @OptionGroup var mergeOptions: MergeOptions

  @Flag(help: "No table and no progress bar.")
  var quiet = false

  func run() throws {
    let ranks = try rankOptions.ranks()
    try mergeOptions.check(ranks)
    let comparison = try makeComparison()
    // What would stop the results from being written is found before the work is done.
    let page = noReport ? nil : (try ReportPage(), try ranks.file(report))
    let jsonFile = try json.flatMap { try $0 == "-" ? nil : ranks.file($0) }
    let parts = try mergeOptions.folder.map { try makeParts($0, comparison, ranks) }
    if !quiet { ranks.announce() }

    let progress = ComparisonProgress()
    let interrupt = Interrupt.watch(progress)
    defer { interrupt.cancel() }
    let bar = quiet ? nil : ProgressBar(progress)
    let runs: [TrainingRun]
    do {
      defer { bar?.finish() }
      let pool = ranks.pool(threads)
      if let parts {
        let found = try parts.runs(threads: pool, progress) { line in
          if !quiet { Terminal.complain(line) }
        }
        guard let found else {
          if Interrupt.wasRequested { throw ExitCode(128 + SIGINT) }
          return
        }
        runs = found
      } else {
        runs = comparison.run(threads: pool, progress: progress)
      }
    }

    let result = TrainingReport(
      of: runs, in: comparison, networkName: networkName, activationName: activationName)
    if !quiet {
      // mpirun gives its processes a terminal wherever their output goes.
      let usesColor = json != "-" && ranks.isAlone && Terminal.usesColor
      let place = json == "-" ? STDERR_FILENO : STDOUT_FILENO
      let columns = min(100, max(40, Terminal.width(of: place) ?? 100))
      Terminal.write(result.terminalText(usesColor: usesColor, columns: columns), to: place)
    }
    if let json {
      let text = try result.json()
      if json == "-" { Terminal.write(text, to: STDOUT_FILENO) }
      try jsonFile?.write(text)
    }
    if let (page, file) = page {
      try file.write(page.page(of: result))
      if !quiet, json != "-" { Terminal.print("\nreport: \(file.path)") }
    }
    if Interrupt.wasRequested { throw ExitCode(128 + SIGINT) }
  }

  private func makeParts(
    _ folder: String, _ comparison: Comparison, _ ranks: Ranks
  ) throws -> TrainParts {
    try TrainParts(
      folder, comparison, ranks,
      [
        .init("network", networkName), try .content(of: networkName),
        .init("activation", activationName),
      ] + (bias.map { [.init("bias", "\($0)")] } ?? []))
  }

  private var isMainJob: Bool { network == nil }
  private var networkName: String { network ?? MainJob.network }
  private var activationName: String {
    if ModelArgument.isFile(networkName) { return "its own activations" }
    return activation ?? (isMainJob ? MainJob.activation : ReLU.name)
  }

  private func makeComparison() throws -> Comparison {
    // All that is cheap to check comes before the data set is read.
    let network: Network
    var signalBins = LayerStatistics.signalBins(of: .identity)
    if ModelArgument.isFile(networkName) {
      if activation != nil { throw Usage("--activation: with a file, with layer widths") }
      network = try Network.forAnyBatch(contentsOf: networkName)
    } else {
      let function = try OperatorCatalog.activation(spelled: activationName)
      network = try Shorthand(networkName).network(activation: function)
      signalBins = LayerStatistics.signalBins(of: function)
    }
    let recipes = try (recipes.isEmpty ? MainJob.recipes : recipes).map { name in
      let recipe = try RecipeCatalog.recipe(spelled: name)
      return try bias.map { try recipe.withHiddenBiases(deviation: $0) } ?? recipe
    }
    try checkNumbers(recipes.map(\.name))
    let optimizer = try OptimizerCatalog.optimizer(
      spelled: optimizer ?? (isMainJob ? MainJob.optimizer : Adam.name),
      learningRate: learningRate ?? (isMainJob && optimizer == nil ? MainJob.learningRate : nil))
    let data = try DataSet.named(data)
    let seedCount = seeds ?? (isMainJob ? MainJob.seeds : 3)
    return try Comparison(
      network: network, recipes: recipes, seeds: (0..<UInt64(seedCount)).map { seed &+ $0 },
      data: data,
      optimizer: optimizer, epochs: epochs ?? usualEpochs(data), batchSize: batch,
      threshold: threshold ?? (data.name == "fashion-mnist" ? 0.85 : 0.9),
      signalBins: signalBins)
  }

  // On a small table five epochs are over before anything is learned.
  private func usualEpochs(_ data: DataSet) -> Int {
    if isMainJob { return MainJob.epochs }
    let steps = (data.train.count + batch - 1) / batch
    return max(5, (1000 + steps - 1) / steps)
  }

  private func checkNumbers(_ names: [String]) throws {
    try Usage.check("--seeds", seeds, 1...10_000)
    try Usage.check("--epochs", epochs, 1...1_000_000)
    try Usage.check("--batch", batch, 1...10_000_000)
    try Usage.check("--threads", threads, 1...1024)
    if let learningRate, !(learningRate > 0 && learningRate.isFinite) {
      throw Usage("--learning-rate: \(learningRate), a number above 0")
    }
    if let threshold, !(threshold > 0 && threshold <= 1) {
      throw Usage("--threshold: \(threshold), a fraction above 0 and at most 1")
    }
    try OutputFiles(["--report": noReport ? nil : report, "--json": json])
      .check(
        reading: [network.flatMap(InputFile.model), InputFile.data(data)]
          + names.map(InputFile.recipe))
    for (index, name) in names.enumerated() where names[..<index].contains(name) {
      throw Usage("--recipe: \(name) twice, each recipe once")
    }
  }
}
