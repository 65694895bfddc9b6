import Testing
import TestSupport

@Suite("On a terminal")
struct TerminalTests {
  private let scratch: Scratch
  private let job = ["train", "--epochs", "2", "--seeds", "1", "--no-report"]
  init() throws { scratch = try Scratch() }

  @Test("colours tell outcomes and the bar tells rate and time left")
  func terminal() throws {
    let result = try Tool.runInTerminal(job, in: scratch)
    #expect(result.status == 0)
    #expect(result.output.contains("\u{1B}[1mrecipe "))
    #expect(result.output.contains("\u{1B}[32mlearns\u{1B}[0m"))
    #expect(result.output.contains("\u{1B}[31mstalls\u{1B}[0m"))
    let bars = result.output.split(separator: "\r").filter { $0.hasPrefix("training █") }
    #expect(!bars.isEmpty)
    let shape = /training █+░* +[0-9]+ %  [0-9]+ examples\/s  [0-9]+:[0-5][0-9] left\u{1B}\[K/
    for bar in bars { #expect(bar.wholeMatch(of: shape) != nil, "\(bar)") }
  }

  @Test("a check says how many draws are done and the time left")
  func draws() throws {
    let result = try Tool.runInTerminal(
      ["check", "784-1000x20-10", "--recipe", "heNormal", "--seeds", "12"], in: scratch)
    #expect(result.status == 0)
    let bars = result.output.split(separator: "\r").filter { $0.contains("left\u{1B}[K") }
    #expect(!bars.isEmpty)
    let shape =
      /checking 784-1000x20-10.*  █*░*  [0-9]+ of 12 draws  [0-9]+:[0-5][0-9] left\u{1B}\[K/
    for bar in bars { #expect(bar.wholeMatch(of: shape) != nil, "\(bar)") }
  }

  @Test("NO_COLOR takes the colours away and leaves the bar")
  func noColor() throws {
    let result = try Tool.runInTerminal(job, in: scratch, environment: ["NO_COLOR": "1"])
    #expect(!result.output.contains("\u{1B}[1m"))
    #expect(!result.output.contains(/\u{1B}\[3[0-9]m/))
    #expect(result.output.contains("training █"))
  }

  @Test("a dumb terminal gets no colours")
  func dumb() throws {
    let result = try Tool.runInTerminal(job, in: scratch, environment: ["TERM": "dumb"])
    #expect(!result.output.contains("\u{1B}[1m"))
  }

  @Test("--quiet draws no bar")
  func quiet() throws {
    let result = try Tool.runInTerminal(job + ["--quiet"], in: scratch)
    #expect((result.status, result.output) == (0, ""))
  }

  @Test("what is piped holds neither colours nor a bar")
  func piped() throws {
    let result = try Tool.run(job, in: scratch)
    #expect(result.errors == "")
    #expect(!result.output.contains("\u{1B}") && !result.output.contains("\r"))
  }

  @Test("the main job's table fits in 100 columns")
  func width() throws {
    let result = try Tool.run(job + ["--seeds", "2"], in: scratch)
    #expect(result.output.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }
}
