import Foundation
import TestSupport
import Testing
import Xavier

@Suite("explain")
struct ExplainTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private func text(_ arguments: String...) throws -> String {
    let result = try Tool.run(["explain"] + arguments, in: scratch)
    #expect(result.status == 0, "\(arguments) \(result.errors)")
    #expect(result.errors == "")
    return result.output
  }

  private func json(_ arguments: String...) throws -> [String: Any] {
    let result = try Tool.run(["explain"] + arguments + ["--json", "-"], in: scratch)
    #expect(result.status == 0, "\(arguments) \(result.errors)")
    let value = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    let document = try #require(value as? [String: Any])
    #expect(document["schema"] as? String == "xavier.explain/1")
    return document
  }

  @Test("without a name it lists every initializer and every activation")
  func list() throws {
    let words = Set(try text().split { " ,\n".contains($0) }.map(String.init))
    for entry in InitializerCatalog.entries {
      #expect(words.contains { $0.hasPrefix(entry.name) }, "\(entry.name)")
    }
    for entry in FunctionCatalog.entries { #expect(words.contains(entry.name), "\(entry.name)") }
    let document = try json()
    #expect(document["kind"] as? String == "list")
    #expect((document["initializers"] as? [String])?.count == InitializerCatalog.entries.count)
    #expect(
      (document["recipes"] as? [String]) == RecipeCatalog.entries.map { $0.name } + ["sigma:W,B"])
    #expect((document["activations"] as? [String])?.count == FunctionCatalog.entries.count + 1)
  }

  @Test("every recipe is explained, with what it draws, and the list has it")
  func recipes() throws {
    let list = try text()
    for entry in RecipeCatalog.entries {
      #expect(list.contains("\n  \(entry.name) "), "\(entry.name)")
      let shown = try text(entry.name)
      #expect(shown.hasPrefix("\(entry.name), a recipe\n"))
      for path in ["convolution.weight", "hidden.bias", "norm", "embedding", "lstm"] {
        #expect(shown.contains("\n  \(path)"), "\(entry.name) \(path)")
      }
      #expect(try json(entry.name)["needs_examples"] as? Bool == entry.needsExamples)
    }
    #expect(try text("torch") == text("pytorch"))
    // 1 / sqrt(128) is the bound of a uniform law: its deviation is that over sqrt(3).
    let sample = try #require(json("pytorch")["sample"] as? [[String: Any]])
    let output = try #require(sample.first { $0["parameter"] as? String == "output.weight" })
    let deviation = try #require(output["standard_deviation"] as? Double)
    #expect(abs(deviation - 1 / (128.0 * 3).squareRoot()) < 1e-7)
    let wrong = try Tool.run(["explain", "pytorch", "--variance", "2"], in: scratch)
    #expect(
      wrong.errors
        == "error: pytorch: a recipe with a parameter or a variance, without was expected\n")
    let mistyped = try Tool.run(["explain", "pytroch"], in: scratch)
    #expect(mistyped.errors.contains("did you mean pytorch?"))
  }

  @Test("the recipe sigma:W,B is explained with its deviations, without them by an example")
  func deviations() throws {
    let shown = try text("sigma:1.5,0.05")
    #expect(shown.hasPrefix("sigma:1.5,0.05, a recipe\n"))
    #expect(shown.contains("\n  spelled      sigma:W,B\n"))
    #expect(shown.contains("xavier check MODEL --recipe sigma:1.5,0.05,"))
    let document = try json("sigma:1.5,0.05")
    #expect(document["kind"] as? String == "recipe")
    #expect(document["name"] as? String == "sigma:1.5,0.05")
    // 128 units feed one of the output: 1.5 / sqrt(128), and the biases as they are.
    let sample = try #require(document["sample"] as? [[String: Any]])
    func deviation(_ parameter: String) throws -> Double {
      let row = try #require(sample.first { $0["parameter"] as? String == parameter })
      return try #require(row["standard_deviation"] as? Double)
    }
    #expect(abs(try deviation("output.weight") - 0.132_582_521_472) < 1e-9)
    #expect(try deviation("output.bias") == 0.05)
    #expect(try json("sigma")["name"] as? String == "sigma:1,0")
    #expect(try text().contains("\n  sigma:W,B "))
    let refusals = [
      (
        ["sigma:1"],
        "recipe sigma:1: sigma:W,B was expected, the deviations of weights times sqrt(fan in) and of "
          + "biases, numbers from 0 to 1000"
      ),
      (
        ["sigma:1,0", "--variance", "2"],
        "sigma:1,0: a recipe with a parameter or a variance, without was expected"
      ),
    ]
    for (arguments, sentence) in refusals {
      let result = try Tool.run(["explain"] + arguments, in: scratch)
      #expect(result.status == 64)
      #expect(result.errors == "error: \(sentence)\n")
    }
    let mistyped = try Tool.run(["explain", "sigm:1,0"], in: scratch)
    #expect(mistyped.errors.contains("did you mean sigma?"), "\(mistyped.errors)")
  }

  @Test("every verdict is explained, and the quantities that verdicts are taken on")
  func verdicts() throws {
    let list = try text()
    let words = Set(list.split { " ,\n".contains($0) }.map(String.init))
    for verdict in Verdict.allCases {
      let shown = try text(verdict.rawValue)
      #expect(shown.hasPrefix("\(verdict.rawValue), a verdict of xavier check\n"))
      #expect(shown.contains("\n  means "))
      if verdict != .healthy {
        for label in ["computed as", "limit", "causes", "remedies"] {
          #expect(shown.contains("\n  \(label) "), "\(verdict) \(label)")
        }
      }
      #expect(words.contains(verdict.rawValue))
    }
    let correlation = try json("correlation")
    #expect(correlation["kind"] as? String == "quantity")
    #expect((correlation["formula"] as? String)?.isEmpty == false)
    #expect(try json("collapsed")["kind"] as? String == "verdict")
    let mistyped = try Tool.run(["explain", "colapsed"], in: scratch)
    #expect(mistyped.errors.contains("did you mean collapsed?"))
    for entry in VerdictCatalog.entries {
      let narrow = VerdictExplanation(spelled: entry.name)?.terminalText(columns: 80) ?? ""
      for line in narrow.split(separator: "\n") {
        #expect(line.count <= 80 || line.contains("://"), "\(line)")
      }
    }
  }

  @Test("every initializer is explained: equation, assumptions, use, variance, source")
  func everyInitializer() throws {
    for entry in InitializerCatalog.entries {
      let explanation = try InitializerExplanation(spelled: entry.name)
      let shown = try explanation.terminalText(columns: 80)
      #expect(shown.hasPrefix(entry.usage), "\(entry.name)")
      for label in ["law", "assumes", "use", "avoid", "variance"] {
        #expect(shown.contains("\n  \(label) "), "\(entry.name) \(label)")
      }
      for line in shown.split(separator: "\n") {
        // Only a word that is longer than its column sticks out: an address.
        #expect(line.count <= 80 || line.contains("://"), "\(entry.name): \(line)")
      }
      // What draws random weights has a figure.
      let isDrawn = explanation.variance > 0 && explanation.law.name != "identity"
      #expect(!isDrawn || shown.contains("as drawn with seed 0"), "\(entry.name)")
    }
  }

  @Test("every activation is explained, with the gains that its JSON has")
  func everyActivation() throws {
    for entry in FunctionCatalog.entries {
      let explanation = try FunctionExplanation(spelled: entry.name)
      let shown = explanation.terminalText(columns: 80)
      #expect(shown.contains("E f² = "), "\(entry.name)")
      #expect(shown.contains("critical"), "\(entry.name)")
      #expect(!shown.contains("e-17"), "\(entry.name)")
    }
  }

  @Test("every activation that a network can have is explained")
  func activationsOfNetworks() throws {
    for name in OperatorCatalog.activationSpellings.names {
      let word = String(name.prefix { $0.isLetter })
      #expect(try text(word).contains("\(word), an activation"), "\(name)")
    }
    #expect(try json("softmax")["forward_gain"] is NSNull)
    #expect(try text("identity").hasPrefix("identity[:GAIN], an initializer"))
    #expect(try json("linear")["kind"] as? String == "activation")
  }

  @Test("figures of gelu are those of 30-digit arithmetic")
  func gelu() throws {
    let document = try json("gelu")
    #expect(document["kind"] as? String == "activation")
    // Tests/Golden/gains.json
    let exact = [
      "mean": 0.282094791773878143, "second_moment": 0.425221482570298675,
      "forward_gain": 1.53353044119553523, "backward_gain": 1.4811144127083482,
      "chi": 1.07203159843629189, "alpha": 1.14406319687258379, "slope_mean": 0.5,
    ]
    for (key, value) in exact {
      let found = try #require(document[key] as? Double)
      #expect(abs(found - value) < 1e-14, "\(key)")
    }
    #expect(document["torch_gain"] is NSNull)
    let points = try #require(document["edge_of_chaos"] as? [[String: Any]])
    #expect(points.map { $0["stability"] as? String } == ["repelling", "repelling"])
    #expect(try text("gelu").contains("1.533530441"))
  }

  @Test("an initializer's variance is given for the parameter described, and null without one")
  func variances() throws {
    let given = try json("glorotUniform", "--dense", "784,128")
    #expect(given["kind"] as? String == "initializer")
    #expect(given["law"] as? String == "uniform")
    #expect(given["fan_in"] as? Double == 784)
    #expect(given["fan_out"] as? Double == 128)
    #expect(try abs(#require(given["variance"] as? Double) - 2.0 / 912) < 1e-17)
    let none = try json("glorotUniform")
    #expect(none["variance"] is NSNull)
    #expect(none["fan_in"] is NSNull)
    let shown = try text("glorotUniform", "--dense", "784,128")
    #expect(shown.contains("variance     0.002192982456"))
    // The texts that print half of it are named.
    #expect(shown.contains("1 / (fanIn + fanOut), half of Glorot's"))
  }

  @Test(
    "fans of every kind of parameter",
    arguments: [
      (["--dense", "784,128"], 784.0, 128.0),
      (["--conv", "128,64,3,3"], 576, 1152),
      (["--conv", "128,64,3,3", "--groups", "2"], 288, 576),
      (["--conv", "64,64,3,3", "--groups", "64"], 9, 9),
      (["--conv", "8,4,5"], 20, 40),
      (["--depthwise", "64,2,3,3"], 9, 18),
      (["--conv-transpose", "32,256,4,4"], 512, 4096),
      (["--conv-transpose", "32,256,4,4", "--stride", "2,2"], 128, 4096),
      (["--conv-transpose", "32,256,3,3", "--stride", "2,2", "--groups", "4"], 18, 576),
      (["--embedding", "1000,64"], 1, 64),
      (["--embedding", "1000,64", "--tied"], 64, 1000),
      (["--gates", "4,64,128"], 64, 128),
      (["--experts", "8,64,128"], 64, 128),
      (["--fused", "512,512,512,512"], 512, 512),
      (["--einsum", "btd,dhk->bthk", "--shape", "512,8,64"], 512, 512),
      (["--shape", "7,5,3,3", "--layout", "pytorch"], 45, 63),
      (["--shape", "3,3,7,5", "--layout", "keras"], 63, 45),
    ] as [([String], Double, Double)])
  func fans(_ options: [String], _ fanIn: Double, _ fanOut: Double) throws {
    let result = try Tool.run(["explain", "fans"] + options + ["--json", "-"], in: scratch)
    let value = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    let document = try #require(value as? [String: Any])
    #expect(document["kind"] as? String == "fans")
    #expect(document["fan_in"] as? Double == fanIn)
    #expect(document["fan_out"] as? Double == fanOut)
  }

  @Test("fans are drawn out in words")
  func words() throws {
    let shown = try text("fans", "--conv-transpose", "256,128,4,4", "--stride", "2,2")
    #expect(shown.contains("1024 = 256 input units × 16 kernel positions / 4 stride positions"))
    let grouped = try text("fans", "--conv", "128,64,3,3", "--groups", "2")
    #expect(grouped.contains("288 = 32 input units × 9 kernel positions"))
    #expect(grouped.contains("2 groups side by side"))
  }

  @Test("sections with unequal fans have null for the whole")
  func sections() throws {
    let document = try json("fans", "--fused", "512,512,128,128")
    #expect(document["fan_in"] as? Double == 512)
    #expect(document["fan_out"] is NSNull)
    let sections = try #require(document["sections"] as? [[String: Any]])
    #expect(sections.map { $0["fan_out"] as? Double } == [512, 128, 128])
  }

  @Test("--quiet writes JSON to a file and nothing else")
  func quiet() throws {
    #expect(try text("tanh", "--quiet", "--json", "tanh.json") == "")
    let data = try Data(contentsOf: scratch.folder.appending(path: "tanh.json"))
    let value = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    #expect(value?["name"] as? String == "tanh")
  }

  @Test("what cannot be explained is refused in one line", arguments: Self.refused)
  func refusals(_ arguments: [String], _ sentence: String) throws {
    let result = try Tool.run(["explain"] + arguments, in: scratch)
    #expect(result.errors == "error: \(sentence)\n")
    #expect(result.status == 64)
    #expect(result.output == "")
  }

  private static let kinds =
    "--dense IN,OUT, --conv OUT,IN,K,K, --conv-transpose IN,OUT,K,K, --depthwise C,M,K,K, "
    + "--embedding V,D, --fused IN,OUT,OUT, --gates G,IN,OUT, --experts E,IN,OUT, "
    + "--einsum EQUATION --shape LENGTHS, --shape LENGTHS --layout LAYOUT was expected"

  static let refused: [([String], String)] = [
    (
      ["glorotUnifrom"],
      "explain glorotUnifrom: not known, did you mean glorotUniform? a name that "
        + "'xavier explain' lists was expected"
    ),
    (["fans"], "fans: no parameter, one of \(kinds)"),
    (
      ["fans", "--shape", "64,128"],
      "shape 64×128: nothing says which axes are summed over, --layout pytorch (out, in, k...), "
        + "keras or jax (k..., in, out), or one of \(kinds)"
    ),
    (
      ["fans", "--shape", "64"],
      "shape 64: nothing says which axes are summed over, one of \(kinds)"
    ),
    (
      ["fans", "--conv", "3"],
      "--conv 3: OUT,IN and the kernel's lengths, whole numbers separated by commas, was expected"
    ),
    (
      ["fans", "--conv", "7,6,3,3", "--groups", "2"],
      "convolution: 2 groups of 6 input and 7 output channels, a number that divides both was "
        + "expected"
    ),
    (
      ["fans", "--conv", "8,6,3,3", "--groups", "0"],
      "convolution: 0 groups of 6 input and 8 output channels, a number that divides both was "
        + "expected"
    ),
    (
      ["fans", "--conv-transpose", "8,6,3,3", "--stride", "2"],
      "--stride 2: one for each axis of the kernel, whole numbers separated by commas, was expected"
    ),
    (
      ["fans", "--conv-transpose", "8,6,3,3", "--stride", "0,2"],
      "stride 0,2: 2 positive numbers, one for each axis of the kernel 3,3, were expected"
    ),
    (
      ["fans", "--dense", "3,4", "--conv", "3,4,5"],
      "--dense: together with --conv, one kind of parameter was expected"
    ),
    (
      ["fans", "--dense", "3,4", "--stride", "2,2"],
      "--stride: alone, it with --conv-transpose was expected"
    ),
    (
      ["fans", "--dense", "9999999999,4"],
      "--dense 9999999999,4: IN,OUT, whole numbers separated by commas, was expected"
    ),
    (
      ["fans", "--experts", "1000000000,1000000000,1000000000"],
      "--experts 1000000000,1000000000,1000000000: more weights than can be counted, fewer was "
        + "expected"
    ),
    (
      ["fans", "--einsum", "ab,cb", "--shape", "3,4"],
      "einsum ab,cb: 2 operands and 0 arrows, INPUT,WEIGHTS->RESULT such as btd,dhk->bthk was "
        + "expected"
    ),
    (
      ["fans", "--einsum", "ab,cd->abc", "--shape", "3,4"],
      "einsum ab,cd->abc: letter d is in the weights alone, one that the input or the result has "
        + "was expected"
    ),
    (
      ["fans", "--einsum", "ab,bc->ac", "--shape", "3,4,5"],
      "einsum ab,bc->ac: shape 3,4,5 has 3 axes, one for each of bc was expected"
    ),
    (
      ["gelu", "--dense", "3,4"],
      "gelu: a parameter with an activation, one with an initializer was expected"
    ),
    (["heNormal", "--dense", "0,4"], "fan in 0, fan out 4: fanIn is 0, at least 1 was expected"),
    (["gelu", "--variance", "-1"], "--variance: -1.0, a number above 0 was expected"),
    (["leakyReLU:x"], "function leakyReLU:x: a finite number as slope below 0 was expected"),
    (
      ["fans", "--shape", "3,4", "--layout", "torch"],
      "layout torch: not known, did you mean pytorch? one of pytorch, keras, jax was expected"
    ),
    (
      ["--dense", "3,4"], "explain: a parameter without a name, fans or an initializer was expected"
    ),
  ]
}
