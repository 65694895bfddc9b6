import ArgumentParser
import Foundation
import Xavier

struct InitVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Draws the starting weights of a model and writes them as a checkpoint.",
    discussion: """
      MODEL is an .onnx file, a .yaml network, layer widths such as 784-128-10, the config.json of a \
      Hugging Face model, or a checkpoint (.safetensors, its index, .npz, .pt, .keras, .h5) whose names \
      and shapes are taken.

        xavier init model.onnx -o start.onnx
        xavier init config.json -o model.safetensors --seed 1 --dtype bf16
        xavier init model.safetensors -o start.safetensors --recipe pytorch
        xavier init model.safetensors -o new.safetensors --recipe heNormal --only 'head\\..*'
        xavier init model.keras -o start.weights.h5 --recipe keras
        xavier init model.onnx --like module.pt -o start.safetensors
        xavier init --verify start.safetensors

      OUT is .safetensors, .onnx where MODEL is one, .weights.h5 where MODEL is .keras or \
      .weights.h5, or .npz. A checkpoint of more than \
      --max-shard-size is several files and an index. Files that are there already and whole are not \
      drawn again, so that a killed run goes on where it was. Under mpirun, srun, torchrun or an \
      indexed Job of Kubernetes, or with --shard I/N, each process writes the files whose number, \
      from 0, leaves its own when divided by N, and the last one the index.

        srun -n 8 xavier init config.json -o model.safetensors

      A weight depends on the seed, the tensor's name and the place in the tensor, on nothing else. \
      The file says how it was drawn, and --verify draws it again and compares.

      Recipes: \(RecipeCatalog.entries.map { $0.name }.joined(separator: ", ")), every initializer \
      that 'xavier explain' lists, and recipe files (.yaml).

      Exit codes: 1 where --verify finds a difference, 64 for a wrong command line, 65 for a wrong \
      file, 66 for a missing one, 74 where reading or writing failed.
      """)

  @Argument(help: "The model.")
  var model: String?

  @Option(name: [.short, .long], help: "Where the checkpoint goes.")
  var output: String?

  @Option(
    help: ArgumentHelp(
      "A recipe, an initializer, or a recipe file. (default: auto, of a config.json its family's)"))
  var recipe: String?

  @Option(parsing: .unconditional, help: "The seed.")
  var seed: UInt64 = 0

  @Option(
    help:
      "How floats are written: f32, bf16, f16, f64, f8e4m3, f8e5m2. (default: as in MODEL, else f32)"
  )
  var dtype: String?

  @Option(help: "Draw the tensors whose names match, copy the others.")
  var only: String?

  @Option(help: "A checkpoint of the same module: write its names, shapes and order.")
  var like: String?

  @Option(help: "How a checkpoint without a graph stores weights: pytorch, keras or jax.")
  var layout: String?

  @Option(help: "The most bytes of tensors in one file: 5GB, 500MB, 2GiB.")
  var maxShardSize: String?

  @OptionGroup var rankOptions: RankOptions

  @Flag(help: "Show what would be drawn, write nothing.")
  var dryRun = false

  @Option(help: "Draw a checkpoint of 'xavier init' again and compare.")
  var verify: String?

  @OptionGroup var modelOptions: ModelOptions

  @Option(help: "Write the plan as JSON to a file, or to standard output for '-'.")
  var json: String?

  @Option(parsing: .unconditional, help: "Threads to use. (default: one for each processor)")
  var threads: Int?

  @Flag(help: "Show every tensor on a line of its own.")
  var all = false

  @Flag(help: "No text and no progress.")
  var quiet = false

  func run() throws {
    try Usage.check("--threads", threads, 1...1024)
    let interrupt = Interrupt.exits()
    defer { interrupt.cancel() }
    let ranks = try rankOptions.ranks()
    if let verify { return try runVerification(of: verify, ranks) }
    guard let model else { throw Usage("command line: no MODEL, a model") }
    if output == nil, !dryRun { throw Usage("--output: missing, a file or --dry-run") }
    // A checkpoint may be drawn anew in its own place.
    try OutputFiles(["--output": output, "--json": json]).check(reading: [])
    let rules = InputFile.recipe(recipe)
    try OutputFiles(["--output": output]).check(reading: [like, rules])
    try OutputFiles(["--json": json]).check(reading: [model, like, rules])
    // What is the same for all ranks is shown once.
    let isShown = ranks.rank == 0 || ranks.source == "--shard"
    let json = isShown ? self.json : nil
    let jsonFile = try json.flatMap { try $0 == "-" ? nil : WholeFile(checking: $0) }
    if !quiet, !dryRun { ranks.announce() }

    let drawing = try DrawingArguments(self, model)
    var report = DrawReport(drawing.plan, of: model, recipe: drawing.recipe)
    report.remarks = drawing.remarks
    let writer = try output.map { try CheckpointOutput($0, drawing, self, ranks) }
    report.files = writer?.paths ?? []
    if !quiet, isShown {
      let columns = min(200, max(60, Terminal.width(of: STDOUT_FILENO) ?? 160))
      let place = json == "-" ? STDERR_FILENO : STDOUT_FILENO
      Terminal.write(
        dryRun
          ? report.terminalText(columns: columns, showsAll: all)
          : report.summary.joined(separator: "\n") + "\n", to: place)
    }
    if !dryRun, let writer {
      let outcome = try showingBytes("drawing \(model)", of: writer.byteCount) {
        try writer.write(threads: ranks.pool(threads), onBytes: $0)
      }
      report.isComplete = outcome.isComplete
      if !quiet { outcome.lines.forEach { Terminal.complain($0) } }
    }
    if let json {
      let text = try report.json()
      if json == "-" { Terminal.write(text, to: STDOUT_FILENO) }
      try jsonFile?.write(text)
    }
  }

  private func runVerification(of path: String, _ ranks: Ranks) throws {
    if output != nil || dryRun { throw Usage("--verify: with --output or --dry-run, without") }
    if model != nil { throw Usage("--verify: with a MODEL too, the checkpoint alone") }
    // Reading is one process's work.
    if ranks.rank > 0 { return }
    let verification = try DrawVerification(contentsOf: path)
    let outcome = try showingBytes("verifying \(path)", of: verification.byteCount) {
      try verification.run(threads: ranks.pool(threads), onBytes: $0)
    }
    if !quiet {
      for difference in outcome.different {
        Terminal.print("\(difference.name): differs from element \(difference.element) on")
      }
      var line =
        "\(outcome.equal) of \(outcome.equal + outcome.different.count) drawn tensors are equal, "
        + "bit for bit"
      if !outcome.unrecorded.isEmpty {
        line += "; \(outcome.unrecorded.count) were copied, not drawn"
      }
      Terminal.print(line)
    }
    if !outcome.different.isEmpty { throw ExitCode(1) }
  }

  private func showingBytes<Result>(
    _ text: String, of total: Int, _ work: ((Int) -> Void) throws -> Result
  ) throws -> Result {
    let activity = quiet ? nil : ActivityLine(text, unit: .bytes)
    defer { activity?.finish() }
    var done = 0
    return try work {
      done += $0
      activity?.show(done: done, of: total)
    }
  }
}
