import ArgumentParser
import Foundation
import Xavier

struct CheckVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract:
      "Says whether signal and gradient travel through a network: where not, why, and the remedy.",
    discussion: """
      MODEL is an .onnx file, a .yaml network, or layer widths such as 784-100x50-10. Theory predicts \
      every layer; then the network is run on examples, with several draws of its weights. The \
      verdict is healthy or one of \(FailOn.names.joined(separator: ", ")); 'xavier explain \
      collapsed' says what one of them means.

      A file with weights is judged as it is, every other network with the weights of --recipe.

        xavier check model.onnx
        xavier check model.onnx --recipe heNormal --data examples.npz
        xavier check 784-512x30-10 --activation gelu --report check.html
        xavier check gpt.yaml --theory --fail-on any

      DATA is FILE.npz with one array for each input under its name, examples along the first axis; \
      or optdigits, fashion-mnist, moons, spirals, a directory of IDX files, a CSV file with the label last. Without \
      it examples are drawn.

      Recipes: \(RecipeCatalog.entries.map { $0.name }.joined(separator: ", ")), and every \
      initializer that 'xavier explain' lists.

      With --merge FOLDER every draw that is measured is kept there, and a killed check goes on where \
      it was. Under mpirun, srun, torchrun or an indexed Job of Kubernetes, or with --shard I/N, \
      each process measures its share of the draws; the one that finds all of them shows the result.

      Exit codes: 1 where --fail-on names what was found, 64 for a wrong command line, 65 for a \
      wrong file, 66 for a missing one, 74 where reading or writing failed.
      """)

  @OptionGroup var model: ModelArgument

  @Option(
    help: ArgumentHelp(
      "What draws the weights: a recipe or an initializer. (default: \(Self.defaultRecipe) without weights in a file)"
    ))
  var recipe: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The deviation of the biases of hidden layers. (default: as the recipe has it)",
      valueName: "deviation"))
  var bias: Double?

  @Flag(help: "Judge the weights that the network has, or draws by its own rules.")
  var asIs = false

  @Flag(help: "Predict only, run nothing.")
  var theory = false

  @Option(parsing: .unconditional, help: "How many draws of the weights are measured.")
  var seeds = 3

  @Option(parsing: .unconditional, help: "The seed of the first draw.")
  var seed: UInt64 = 0

  @Option(parsing: .unconditional, help: "How many examples are run.")
  var batch = 32

  @Option(help: "The examples. (default: drawn)")
  var data: String?

  @Option(help: "Write a page with the curves to this file.")
  var report: String?

  @Option(
    help: ArgumentHelp(
      "Exit with 1 for these verdicts: any, or names such as collapsed,vanishing.",
      valueName: "verdicts"))
  var failOn: String?

  @Option(help: "Write the results as JSON to a file, or to standard output for '-'.")
  var json: String?

  @Option(parsing: .unconditional, help: "Threads to use. (default: one for each processor)")
  var threads: Int?

  @OptionGroup var rankOptions: RankOptions

  @OptionGroup var mergeOptions: MergeOptions

  @Flag(help: "Show every layer and every parameter.")
  var all = false

  @Flag(help: "No text and no progress.")
  var quiet = false

  static let defaultRecipe = "auto"

  func run() throws {
    try checkNumbers()
    let ranks = try rankOptions.ranks()
    try mergeOptions.check(ranks)
    let failOn = try failOn.map(FailOn.init)
    var (check, network) = try makeCheck()
    // What would stop the results from being written is found before the work is done.
    let page = try report.map { (try ReportPage(), try ranks.file($0)) }
    let jsonFile = try json.flatMap { try $0 == "-" ? nil : ranks.file($0) }
    if !quiet { ranks.announce() }

    let interrupt = Interrupt.exits()
    defer { interrupt.cancel() }
    let activity = quiet ? nil : ActivityLine("checking \(model.title)")
    check.onDraw = { activity?.show(done: $0, of: $1) }
    let found: Diagnosis?
    do {
      defer { activity?.finish() }
      found = try diagnosis(of: check, network, ranks)
    }
    guard let diagnosis = found else { return }

    let result = CheckReport(
      diagnosis, of: network, named: model.title, onExamplesOf: data)
    if !quiet {
      let place = json == "-" ? STDERR_FILENO : STDOUT_FILENO
      let columns = min(120, max(60, Terminal.width(of: place) ?? 100))
      Terminal.write(
        result.terminalText(
          usesColor: json != "-" && ranks.isAlone && Terminal.usesColor, columns: columns,
          showsAll: all), to: place)
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
    if let failOn, failOn.names(result) { throw ExitCode(1) }
  }

  // `nil` where parts of other ranks are missing yet.
  private func diagnosis(of check: Check, _ network: Network, _ ranks: Ranks) throws -> Diagnosis? {
    let threads = ranks.pool(threads)
    guard let folder = mergeOptions.folder else { return try check.run(threads: threads) }
    let work = try CheckWork(check, threads: threads)
    let parts = try CheckParts(
      folder, work, ranks,
      [
        .init("model", model.title), try .content(of: model.model), .init("batch", batch),
        .init("recipe", recipe), .data(check.data),
      ] + (bias.map { [.init("bias", "\($0)")] } ?? []))
    return try parts.diagnosis(onDraw: check.onDraw) { if !quiet { Terminal.complain($0) } }
  }

  private func makeCheck() throws -> (Check, Network) {
    if asIs, recipe != nil { throw Usage("--as-is: with --recipe, one of them") }
    if theory, data != nil { throw Usage("--data: with --theory, without") }
    if asIs, bias != nil { throw Usage("--as-is: with --bias, one of them") }
    let named = try (recipe ?? bias.map { _ in Self.defaultRecipe }).map {
      try RecipeCatalog.recipe(spelled: $0)
    }
    let chosen = try named.map { recipe in
      try bias.map { try recipe.withHiddenBiases(deviation: $0) } ?? recipe
    }
    let network = try model.networkForAnyBatch(else: batch, needsWeights: asIs)
    let hasWeights =
      network.parameters.allSatisfy { $0.stored != nil } && ModelArgument.isFile(model.model)
    let weights: Check.Weights
    if let chosen {
      weights = .drawn(chosen)
    } else if asIs || hasWeights {
      weights = .asTheyAre
    } else {
      weights = .drawn(try RecipeCatalog.recipe(spelled: Self.defaultRecipe))
    }
    var check = Check(network, weights: weights)
    check.draws = seeds
    check.seed = seed
    check.examples = batch
    check.isTheoryOnly = theory
    check.wantsSpectrum = report != nil || json != nil
    check.data = try data.map { try ExampleFile($0).arrays(for: network, count: batch) }
    return (check, network)
  }

  private func checkNumbers() throws {
    try Usage.check("--seeds", seeds, 1...10_000)
    // Correlation needs two examples.
    try Usage.check("--batch", batch, 2...100_000)
    try Usage.check("--threads", threads, 1...1024)
    try OutputFiles(["--report": report, "--json": json])
      .check(reading: [
        InputFile.model(model.model), InputFile.data(data), InputFile.recipe(recipe),
      ])
  }
}
