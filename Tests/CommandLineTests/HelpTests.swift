import Testing
import TestSupport
import Xavier

@Suite("Help and version")
struct HelpTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private func text(_ arguments: String...) throws -> String {
    let result = try Tool.run(arguments, in: scratch)
    #expect(result.status == 0)
    #expect(result.errors == "")
    return result.output
  }

  @Test("--version prints the package's version and nothing else")
  func version() throws {
    #expect(try text("--version") == "\(Version.current)\n")
  }

  @Test("--help says what the tool is for and lists its verbs")
  func help() throws {
    let help = try text("--help")
    #expect(help.contains("USAGE: xavier"))
    #expect(help.contains("weight initializations"))
    for verb in ["train", "check", "run", "explain", "lab"] {
      #expect(help.contains("\n  \(verb) "))
    }
  }

  @Test("without arguments the tool prints its help")
  func nothing() throws { #expect(try text() == text("--help")) }

  @Test("train --help lists every option")
  func options() throws {
    let help = try text("train", "--help")
    let options = [
      "activation", "data", "recipe", "seeds", "seed", "epochs", "batch", "optimizer",
      "learning-rate", "threshold", "report", "no-report", "json", "threads", "quiet",
    ]
    for option in options { #expect(help.contains("\n  --\(option) "), "\(option)") }
  }

  @Test("train --help lists every recipe, activation, optimizer and data set")
  func names() throws {
    let words = try text("train", "--help")
      .split { " ,.\n".contains($0) }.map(String.init)
    let names =
      InitializerCatalog.spellings.names.flatMap { $0.split(separator: ",") }.map(String.init)
      + OperatorCatalog.activationSpellings.names + OptimizerCatalog.entries.map(\.name)
      + DataSetCatalog.entries.map(\.name)
    for name in names { #expect(words.contains(name), "\(name)") }
  }
}
