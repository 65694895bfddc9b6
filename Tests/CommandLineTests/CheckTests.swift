import Foundation
import TestSupport
import Testing
import Xavier

@Suite("xavier check")
struct CheckTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private static let small = ["8-16x4-3", "--recipe", "heNormal", "--theory"]

  private func check(_ arguments: [String]) throws -> ChildProcess.Result {
    try Tool.run(["check"] + arguments, in: scratch)
  }

  private func json(_ arguments: [String]) throws -> [String: Any] {
    let result = try check(arguments + ["--json", "-", "--quiet"])
    #expect(result.status == 0 && result.errors == "", "\(result.errors)")
    let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    return try #require(object as? [String: Any])
  }

  @Test("a shorthand is predicted, and the table has a row for each layer")
  func shorthand() throws {
    let result = try check(Self.small)
    #expect(result.status == 0 && result.errors == "")
    #expect(result.output.hasPrefix("healthy\n8-16x4-3, relu, weights drawn by heNormal\n"))
    for index in 0..<5 { #expect(result.output.contains(" layers.\(index) ")) }
    #expect(result.output.contains("Theory alone, for "))
    #expect(!result.output.contains("\u{1B}"))
  }

  @Test("--quiet says nothing, --json and --report write what was found")
  func files() throws {
    let result = try check(
      Self.small + ["--quiet", "--json", "check.json", "--report", "check.html"])
    #expect((result.status, result.output, result.errors) == (0, "", ""))
    #expect(scratch.names == ["check.html", "check.json"])
    #expect(scratch.text("check.html")?.hasSuffix("</html>\n") == true)
    let loud = try check(Self.small + ["--report", "check.html"])
    #expect(loud.output.hasSuffix("\nreport: check.html\n"))
    #expect(scratch.text("check.json") == (try check(Self.small + ["--json", "-"]).output))
  }

  @Test("words that are read from no file may be the names of outputs")
  func words() throws {
    let network = Self.small[0]
    let files = ["--quiet", "--json", "heNormal", "--report", network]
    #expect(try check(Self.small + files).status == 0)
    #expect(scratch.names == [network, "heNormal"])
    let again = try check(Self.small + ["--quiet", "--json", "heNormal"])
    #expect((again.status, again.errors) == (0, ""))
    let digits = ["64-16x4-10", "--data", "optdigits", "--quiet", "--json", "optdigits"]
    #expect(try check(digits).status == 0)
    #expect(try check(digits).status == 0)
  }

  @Test("biases of which the rest takes some back make no more than all of what a layer gives")
  func biasShare() throws {
    let document = try json(["64-32x12-10", "--recipe", "pytorch", "--seeds", "1"])
    let layers = try #require(document["layers"] as? [[String: Any]])
    #expect(layers.contains { $0["bias_share"] as? Double ?? 0 > 1 })
    let findings = try #require(document["findings"] as? [[String: Any]])
    let causes = findings.compactMap { $0["cause"] as? String }
    #expect(causes.contains { $0.contains("up to 100 % of what layers give is bias") })
  }

  @Test("with --json - the table goes to standard error")
  func piped() throws {
    let result = try check(Self.small + ["--json", "-"])
    #expect(result.output.hasPrefix("{\n"))
    #expect(result.errors.hasPrefix("healthy\n"))
  }

  @Test("Documentation/JSON.md lists exactly the keys of a document")
  func keys() throws {
    let document = try json(Self.small)
    #expect(document["schema"] as? String == "xavier.check/1")
    #expect(Set(document.keys) == (try JSONPage.keys("Check document")))
    let layers = try #require(document["layers"] as? [[String: Any]])
    #expect(!layers.isEmpty)
    for layer in layers {
      #expect(Set(layer.keys) == (try JSONPage.keys("Objects of the layers")))
      let forward = try #require(layer["forward"] as? [String: Any])
      #expect(Set(forward.keys) == ["measured", "predicted"])
      #expect(
        Set(try #require(forward["predicted"] as? [String: Any]).keys) == [
          "mean", "second_moment", "correlation", "typical_second_moment", "band", "exact",
        ])
    }
    for entry in try #require(document["plan"] as? [[String: Any]]) {
      #expect(Set(entry.keys) == (try JSONPage.keys("Objects of `plan`")))
    }
    let method = try #require(document["method"] as? [String: Any])
    #expect(Set(method.keys) == (try JSONPage.keys("Objects of the method")))
  }

  @Test("theory's numbers are those of He's law: E x² 2 before ReLU, 1 after, and the same fans")
  func numbers() throws {
    let document = try json(["8-16x4-3", "--recipe", "heNormal", "--theory"])
    let layers = try #require(document["layers"] as? [[String: Any]])
    for layer in layers.dropLast(2) {
      let forward = try #require(layer["forward"] as? [String: Any])
      let predicted = try #require(forward["predicted"] as? [String: Any])
      let expected: Double = layer["operator"] as? String == "relu" ? 1 : 2
      let found = try #require(predicted["second_moment"] as? Double)
      #expect(abs(found - expected) < 1e-9)
    }
    let plan = try #require(document["plan"] as? [[String: Any]])
    #expect(plan[0]["parameter"] as? String == "layers.0.weight")
    #expect(try #require(plan[0]["standard_deviation"] as? Double) == 0.5)
    #expect(plan[1]["law"] as? String == "constant")
  }

  @Test("a wrong command line is refused in one line, with what was expected", arguments: refusals)
  func refused(_ refusal: Refusal) throws {
    let result = try check(refusal.arguments)
    #expect(result.errors == "error: \(refusal.sentence)\n")
    #expect(result.status == refusal.status)
    #expect(result.output == "")
  }

  static let verdicts =
    "any, nonfinite, symmetric, dead, saturated, exploding, vanishing, chaotic, collapsed, "
    + "bias-dominated, unstable, too-deep-for-width"

  static let refusals: [Refusal] = [
    Refusal(
      "8-3", "--fail-on", "colapsed",
      says: "--fail-on colapsed: not known, did you mean collapsed? one of \(verdicts) was expected"
    ),
    Refusal(
      "8-3", "--fail-on", "healthy",
      says: "--fail-on healthy: not known, one of \(verdicts) was expected"),
    Refusal(
      "8-3", "--fail-on", "dead,", says: "--fail-on : not known, one of \(verdicts) was expected"),
    Refusal(
      "8-3", "--as-is", "--recipe", "heNormal",
      says: "--as-is: with --recipe, one of them was expected"),
    Refusal(
      "8-3", "--theory", "--data", "optdigits", says: "--data: with --theory, without was expected"),
    Refusal("8-3", "--seeds", "0", says: "--seeds: 0, a number from 1 to 10000 was expected"),
    Refusal("8-3", "--batch", "1", says: "--batch: 1, a number from 2 to 100000 was expected"),
    Refusal("8-3", "--threads", "0", says: "--threads: 0, a number from 1 to 1024 was expected"),
    Refusal(
      "8-3", "--theory", "--json", "a", "--report", "a",
      says: "--json: a, where the report goes too, another file was expected"),
    Refusal(
      "8-3", "--input", "x=1,3", says: "--input: with layer widths, with a file was expected"),
    Refusal(
      "8-0", says: "network 8-0: '0', a width from 1 to 16777216 was expected"),
    Refusal("none.onnx", says: "none.onnx: no such file, one that exists was expected", status: 66),
    Refusal(
      "8-3", "--recipe", "heNormal", "--data", "none.npz",
      says: "none.npz: no such file, one that exists was expected", status: 66),
    Refusal(
      "8-3", "--recipe", "heNormal", "--data", "optdigits",
      says: "optdigits: 64 numbers in an example, 8 for the input input was expected"),
    Refusal(
      "8-3", "--sede", "1",
      says: "command line: unknown option '--sede', did you mean '--seeds'? "
        + "'xavier check --help' lists what was expected"),
    Refusal(
      says: "command line: missing expected argument '<model>'; "
        + "'xavier check --help' lists what was expected"),
  ]

  @Test("a network in words and a model file are checked, with or without their weights")
  func kinds() throws {
    try scratch.write(
      "input: [8]\nlayers:\n  - dense: {units: 16, activation: tanh}\n  - dense: {units: 3}\n",
      to: "net.yaml")
    let drawn = try check(["net.yaml", "--recipe", "pytorch", "--theory"])
    #expect(drawn.status == 0, "\(drawn.errors)")
    #expect(drawn.output.contains("net.yaml, weights drawn by pytorch"))
    #expect(drawn.output.contains("What pytorch draws"))
    let own = try check(["net.yaml", "--as-is", "--theory"])
    #expect(own.output.contains("net.yaml, weights drawn as the network says"))

    let model = Golden.folder.appendingPathComponent("weightless/external.onnx").path
    let weightless = try check([
      model, "--recipe", "heNormal", "--theory", "--json", "-", "--quiet",
    ])
    #expect(weightless.status == 0, "\(weightless.errors)")
    #expect(weightless.output.contains("\"recipe\" : \"heNormal\""))
  }

  /// Fourteen layers with PyTorch's defaults: of healthy size, and the same for all inputs.
  private static let trap = ["64-64x14-10", "--recipe", "pytorch"]

  @Test("PyTorch's defaults over depth are called collapsed, with layer, cause and remedy")
  func collapsed() throws {
    let document = try json(Self.trap)
    let method = try #require(document["method"] as? [String: Any])
    #expect(method["measured"] as? Bool == true && method["draws"] as? Int == 3)
    let findings = try #require(document["findings"] as? [[String: Any]])
    let decisive = findings.filter { $0["weight"] as? String == "verdict" }
    #expect(decisive.contains { $0["code"] as? String == "collapsed" })
    for finding in findings {
      #expect(Set(finding.keys) == (try JSONPage.keys("Objects of `findings`")))
    }
    for finding in decisive {
      for key in ["layer", "message", "cause", "remedy"] {
        #expect((finding[key] as? String)?.isEmpty == false, "\(finding)")
      }
    }
    let layers = try #require(document["layers"] as? [[String: Any]])
    let measured = layers.compactMap {
      ($0["forward"] as? [String: Any])?["measured"] as? [String: Any]
    }
    #expect(measured.count == layers.count)
    #expect(
      Set(measured[0].keys) == [
        "mean", "second_moment", "correlation", "mean_interval", "second_moment_interval",
        "correlation_interval",
      ])
    let text = try check(Self.trap).output
    #expect(text.contains("! collapsed at layers."))
    #expect(text.contains("\n  cause   ") && text.contains("\n  remedy  "))
  }

  @Test("--fail-on decides the exit code by the verdicts that were found")
  func failOn() throws {
    func status(_ network: [String], _ verdicts: String) throws -> Int32 {
      let result = try check(network + ["--quiet", "--fail-on", verdicts])
      #expect(result.output == "" && result.errors == "")
      return result.status
    }
    #expect(try status(Self.trap, "any") == 1)
    #expect(try status(Self.trap, "dead,collapsed") == 1)
    #expect(try status(Self.trap, "nonfinite,symmetric") == 0)
    let sound = ["64-128x3-10", "--recipe", "heNormal"]
    #expect(try status(sound, "any") == 0)
    #expect(try status(sound + ["--theory"], "any") == 0)
  }

  @Test(
    "examples come from a data set or from arrays, and recipes that need them say what they did")
  func data() throws {
    let digits = try check(["64-32-10", "--recipe", "lsuv", "--data", "optdigits", "--batch", "64"])
    #expect(digits.status == 0, "\(digits.errors)")
    #expect(digits.output.contains("Measured on 64 examples: given, 64 of optdigits, "))
    #expect(digits.output.contains("What the examples changed"))
    var arrays = NPZ()
    try arrays.append(
      StoredTensor([4, 8], floats: (0..<32).map { Float($0 % 7) - 3 }), name: "input")
    try arrays.write(to: scratch.path("x.npz"))
    let given = try check(["8-16-3", "--recipe", "heNormal", "--data", "x.npz"])
    #expect(given.output.contains("Measured on 4 examples: given, 8 of x.npz, "))
    let wrong = try check(["9-16-3", "--recipe", "heNormal", "--data", "x.npz"])
    #expect(wrong.errors.hasPrefix("error: ") && wrong.errors.contains("4×8"))
    #expect(wrong.status == 64 && wrong.output == "")
  }

  @Test("the same command gives the same bytes, another seed others")
  func repeatable() throws {
    let arguments = ["16-32x3-4", "--recipe", "heNormal", "--json", "-", "--quiet"]
    let first = try check(arguments).output
    #expect(try check(arguments + ["--threads", "1"]).output == first)
    #expect(try check(arguments + ["--seed", "1"]).output != first)
  }

  @Test("Ctrl-C leaves no file behind")
  func interrupt() throws {
    let process = try Tool.start(
      [
        "check", "784-2000x20-10", "--recipe", "heNormal", "--seeds", "10000", "--json", "out.json",
        "--report", "out.html",
      ], in: scratch)
    usleep(1_500_000)
    process.send(SIGINT)
    let result = process.finish(within: 120)
    #expect(result.status == 130 && result.output == "" && result.errors == "")
    #expect(scratch.names == [])
  }

  @Test("check --help lists every option")
  func help() throws {
    let help = try check(["--help"])
    #expect(help.status == 0)
    for option in [
      "input", "activation", "recipe", "as-is", "theory", "seeds", "seed", "batch", "data",
      "report", "fail-on", "json", "threads", "all", "quiet",
    ] { #expect(help.output.contains("\n  --\(option) "), "\(option)") }
    for verdict in Verdict.allCases where verdict != .healthy {
      #expect(help.output.contains(verdict.rawValue), "\(verdict)")
    }
  }
}
