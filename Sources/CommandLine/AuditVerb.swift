import ArgumentParser
import Foundation
import Xavier

struct AuditVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Says where the numbers of a checkpoint come from, and what is wrong with them.",
    discussion: """
      CHECKPOINT is a file in .safetensors, .safetensors.index.json, .npz, .pt, .pth, .bin, \
      .bin.index.json, .ckpt, .onnx, .keras or .h5. Of every tensor the law is inferred that its numbers look like they come from: \
      constant, uniform, normal, truncated normal, orthogonal, identity, or trained, which is none \
      of them; and the initializer whose scale it has. Without a recipe no scale is called wrong \
      unless it is that of wrong fans.

        xavier audit model.safetensors
        xavier audit model.safetensors --report audit.html
        xavier audit start.safetensors --recipe gpt2 --fail-on any
        xavier audit model.safetensors --against base.safetensors
        xavier audit model.pt --json - --quiet --fail-on not-finite,equal-layers

      Names say what tensors are for; their axes lie as the format implies or --layout says.

      Findings: \(AuditFailOn.names.joined(separator: ", ")). A note is found without --fail-on any \
      counting it; its name counts it.

      Exit codes: 1 where --fail-on names what was found, 64 for a wrong command line, 65 for a \
      wrong file, 66 for a missing one, 74 where reading or writing failed.
      """)

  @Argument(help: "The checkpoint.")
  var checkpoint: String

  @Option(help: "What the tensors should have been drawn by: a recipe or an initializer.")
  var recipe: String?

  @Option(
    help: ArgumentHelp(
      "How axes of weights are stored: pytorch, keras or jax. (default: as the format implies)"))
  var layout: String?

  @Option(help: ArgumentHelp("Another checkpoint to compare with.", valueName: "checkpoint"))
  var against: String?

  @Option(help: "Write a page with findings, charts and every tensor to this file.")
  var report: String?

  @Option(
    help: ArgumentHelp(
      "Exit with 1 for these findings: any, or names such as not-finite,fresh.",
      valueName: "findings"))
  var failOn: String?

  @Option(help: "Write the results as JSON to a file, or to standard output for '-'.")
  var json: String?

  @Option(parsing: .unconditional, help: "Threads to use. (default: one for each processor)")
  var threads: Int?

  @Flag(help: "Show every tensor.")
  var all = false

  @Flag(help: "No text and no progress.")
  var quiet = false

  func run() throws {
    try Usage.check("--threads", threads, 1...1024)
    try OutputFiles(["--report": report, "--json": json])
      .check(reading: [checkpoint, against, InputFile.recipe(recipe)])
    let failOn = try failOn.map(AuditFailOn.init)
    let layout = try layout.map(Self.layout)
    let chosen = try recipe.map { try RecipeCatalog.recipe(named: $0) }
    // What would stop the results from being written is found before the work is done.
    let page = try report.map { (try ReportPage(), try WholeFile(checking: $0)) }
    let jsonFile = try json.flatMap { try $0 == "-" ? nil : WholeFile(checking: $0) }
    let file = try Checkpoint(contentsOf: checkpoint)
    let named = file.namedParameters(layout: layout)
    if let chosen { try named.check(for: chosen) }
    var audit = Audit(file, parameters: named.parameters)
    audit.recipe = chosen
    audit.wantsHistograms = page != nil
    if let against { audit.compare(with: try Checkpoint(contentsOf: against)) }

    let interrupt = Interrupt.exits()
    defer { interrupt.cancel() }
    let activity = quiet ? nil : ActivityLine("auditing \(checkpoint)", unit: .bytes)
    audit.onProgress = { activity?.show(done: $0, of: $1) }
    let result: AuditResult
    do {
      defer { activity?.finish() }
      result = try audit.run(threads: threads.map { ThreadPool(threadCount: $0) } ?? .shared)
    }
    var found = AuditReport(result, of: checkpoint)
    found.describeAxes(layout: layout, file, named)
    try write(found, jsonFile)
    if let (page, place) = page {
      try place.write(page.page(of: found))
      if !quiet, json != "-" { Terminal.print("\nreport: \(place.path)") }
    }
    if let failOn, failOn.names(found) { throw ExitCode(1) }
  }

  private func write(_ report: AuditReport, _ jsonFile: WholeFile?) throws {
    if !quiet {
      let place = json == "-" ? STDERR_FILENO : STDOUT_FILENO
      let columns = min(140, max(60, Terminal.width(of: place) ?? 120))
      Terminal.write(
        report.terminalText(
          usesColor: json != "-" && Terminal.usesColor, columns: columns, showsAll: all), to: place)
    }
    if json != nil {
      let text = try report.json()
      if json == "-" { Terminal.write(text, to: STDOUT_FILENO) }
      try jsonFile?.write(text)
    }
  }

  private static func layout(_ text: String) throws -> Layout {
    guard let layout = Layout(rawValue: text) else {
      throw Usage(unknown: "--layout", text, among: Layout.allCases.map { $0.rawValue })
    }
    return layout
  }
}

/// The findings for which `xavier audit` exits with 1.
struct AuditFailOn {
  private let codes: Set<String>
  private let isAny: Bool

  /// What can be named.
  static var names: [String] { AuditFinding.Code.all.map { $0.rawValue } }

  /// Reads `any`, or names of findings with commas between them.
  init(_ text: String) throws {
    isAny = text == "any"
    var found: Set<String> = []
    for word in text.split(separator: ",", omittingEmptySubsequences: false) where !isAny {
      guard Self.names.contains(String(word)) else {
        throw Usage(unknown: "--fail-on", String(word), among: ["any"] + Self.names)
      }
      found.insert(String(word))
    }
    codes = found
  }

  /// Whether a report has one of the findings; `any` passes over notes.
  func names(_ report: AuditReport) -> Bool {
    report.result.findings.contains {
      isAny ? $0.severity != .note : codes.contains($0.code.rawValue)
    }
  }
}
