import Foundation
import TestSupport
import Testing
import Xavier

@Suite("The lab's checks", .serialized)
struct LabCheckTests {
  private static let lab = Result { try LabProcess() }
  private let lab: LabProcess

  init() throws { lab = try Self.lab.get() }

  /// States that together have every kind of command line.
  static let states = [
    #"{"depth": 6, "width": 20}"#,
    #"{"depth": 1, "width": 17, "activation": "leakyReLU:0.2", "recipes": ["heNormal"]}"#,
    #"{"depth": 5, "width": 24, "residual": true, "activation": "relu"}"#,
    #"{"depth": 4, "width": 24, "residual": true, "normalization": "layer"}"#,
    #"{"depth": 4, "width": 24, "normalization": "batch", "recipes": ["pytorch"]}"#,
    #"{"depth": 4, "width": 24, "normalization": "layer", "recipes": ["keras"]}"#,
    #"{"depth": 4, "width": 24, "normalization": "rms", "recipes": ["zeros"]}"#,
    #"{"depth": 5, "width": 24, "recipes": ["sigma:1.5,0.05"], "seed": 3, "draws": 2}"#,
    #"{"depth": 5, "width": 24, "recipes": ["sigma:0,0"]}"#,
    #"{"depth": 5, "width": 24, "bias": 0.3, "recipes": ["auto"]}"#,
    #"{"depth": 5, "width": 24, "bias": 0.3, "recipes": ["lsuv"], "normalization": "rms"}"#,
    #"{"depth": 3, "width": 24, "data": "optdigits", "recipes": ["glorotNormal"]}"#,
    #"{"depth": 3, "width": 24, "data": "moons"}"#,
    #"{"depth": 3, "width": 24, "data": "spirals", "recipes": ["normal:0.2"]}"#,
  ]

  @Test("give what the tool prints for the command they name, byte for byte", arguments: states)
  func equality(state: String) throws { try compare(state) }

  @Test(
    "of Fashion-MNIST too, where it is installed",
    .enabled(if: FileManager.default.fileExists(atPath: "/usr/share/datasets/fashion-mnist")))
  func fashion() throws {
    try compare(#"{"depth": 2, "width": 20, "data": "fashion-mnist"}"#)
  }

  @Test(
    "of a model that was sent give what the tool prints for its file",
    arguments: [
      ["auto"], ["as-is"],
    ])
  func model(recipes: [String]) throws {
    let bytes = try Data(contentsOf: Self.onnx)
    try bytes.write(to: lab.scratch.folder.appendingPathComponent("sent.onnx"))
    let socket = try lab.connect()
    try socket.send(lab.text("POST", "/api/model?name=sent.onnx", bodyCount: bytes.count))
    try socket.send(bytes)
    let answer = try socket.answer()
    #expect(answer.status == 200, "\(answer.text)")
    let sent = try JSONDecoder().decode(Sent.self, from: answer.body)
    #expect(sent.name == "sent.onnx")
    #expect(sent.parameters > 0)
    #expect(sent.layers > 0)
    let names = recipes.map { "\"\($0)\"" }.joined(separator: ",")
    try compare(#"{"model": "\#(sent.id)", "recipes": [\#(names)]}"#)
  }

  private struct Sent: Decodable {
    let id, name: String
    let parameters, layers: Int
  }

  private struct Words: Decodable {
    let command, swift: String
    let train: String?
  }

  private static let onnx = Golden.folder.appendingPathComponent("places/resnet.onnx")

  private func compare(_ state: String) throws {
    let check = try lab.ask(
      "POST", "/api/check", #"{"state": \#(state), "parts": ["check", "jacobian"]}"#)
    #expect(check.status == 200, "\(check.text.prefix(300))")
    let words = try JSONDecoder().decode(
      Words.self, from: lab.ask("POST", "/api/command", #"{"state": \#(state)}"#).body)
    let printed = try Shell.run(words.command + " --json - --quiet", in: lab.scratch)
    #expect(printed.status == 0, "\(words.command) \(printed.errors)")
    let text = check.text
    let start = try #require(text.range(of: "\"check\": "))
    let end = try #require(text.range(of: ",\n\"equation\": "))
    #expect(String(text[start.upperBound..<end.lowerBound]) == printed.output)
    #expect(printed.output.contains("xavier.check/1"))
  }

  @Test("without the part jacobian differ from it in nothing else")
  func parts() throws {
    let state = #"{"depth": 6, "width": 20}"#
    let whole = try object(#"{"state": \#(state), "parts": ["jacobian"]}"#)
    let plain = try object(#"{"state": \#(state)}"#)
    #expect(whole["jacobian"] is [String: Any])
    #expect(plain["jacobian"] is NSNull)
    var (one, other) = (whole, plain)
    one["jacobian"] = nil
    other["jacobian"] = nil
    #expect(NSDictionary(dictionary: one) == NSDictionary(dictionary: other))
  }

  private func object(_ body: String) throws -> [String: Any] {
    let answer = try lab.ask("POST", "/api/check", body)
    let all = try JSONSerialization.jsonObject(with: answer.body) as? [String: Any]
    return try #require(all?["check"] as? [String: Any])
  }

  @Test("name the same weights whatever is around them, so that a seed draws them alike")
  func names() throws {
    func weights(_ more: String) throws -> [String] {
      let check = try object(#"{"state": {"depth": 4, "width": 20\#(more)}}"#)
      let layers = try #require(check["layers"] as? [[String: Any]])
      let names = layers.flatMap { ($0["parameters"] as? [[String: Any]]) ?? [] }
        .compactMap { $0["name"] as? String }
      return names.filter { $0.hasPrefix("layers.") }
    }
    let plain = try weights("")
    #expect(plain.count == 10, "a weight and a bias of four layers and the last")
    #expect(plain.contains("layers.3.weight"))
    #expect(try weights(#", "residual": true"#) == plain)
    #expect(try weights(#", "residual": true, "normalization": "layer""#) == plain)
    #expect(try weights(#", "normalization": "rms", "activation": "relu""#) == plain)
  }

  @Test("of units too few to speak of each layer are judged all the same")
  func narrow() throws {
    let check = try object(
      #"{"state": {"inputs": 1, "outputs": 1, "depth": 50, "width": 1, "activation": "identity", "#
        + #""recipes": ["lecunNormal"]}}"#)
    #expect(check["verdict"] as? String == "too-deep-for-width")
  }

  @Test("say the equation of the verdict, and where it is from")
  func equation() throws {
    let answer = try lab.ask(
      "POST", "/api/check", #"{"state": {"depth": 60, "recipes": ["sigma:0.5,0"]}}"#)
    let all = try #require(
      try JSONSerialization.jsonObject(with: answer.body) as? [String: Any])
    let verdict = try #require((all["check"] as? [String: Any])?["verdict"] as? String)
    #expect(verdict == "vanishing")
    let equation = try #require(all["equation"] as? [String: Any])
    let entry = try #require(VerdictCatalog.entry(spelled: verdict))
    #expect(equation["text"] as? String == entry.formula)
  }

  @Test("count all numbers of each hidden layer in histograms")
  func histograms() throws {
    let answer = try lab.ask(
      "POST", "/api/check",
      #"{"state": {"depth": 7, "width": 30, "activation": "relu"}, "parts": ["histograms"]}"#)
    struct Answer: Decodable {
      let histograms: [Layer]
      struct Layer: Decodable {
        let layer: String
        let values, gradients: Counts
        let zeros: Double
      }
      struct Counts: Decodable {
        let low, high: Double
        let counts: [Int]
        let below, above, nonfinite: Int
      }
    }
    let found = try JSONDecoder().decode(Answer.self, from: answer.body).histograms
    #expect(found.count == 7)
    for layer in found {
      for counts in [layer.values, layer.gradients] {
        #expect(counts.counts.count == 40)
        #expect(counts.low < counts.high)
        #expect(counts.counts.reduce(0, +) + counts.below + counts.above == 30 * 32)
        #expect(counts.nonfinite == 0)
      }
      #expect(0.2...0.8 ~= layer.zeros, "half of what enters a relu is below 0")
      #expect(layer.values.low >= 0)
    }
  }
}

/// Commands of a shell that finds the tool as `xavier`.
enum Shell {
  static func run(_ command: String, in scratch: Scratch) throws -> ChildProcess.Result {
    let link = scratch.path("xavier")
    if !FileManager.default.fileExists(atPath: link) {
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: toolPath)
    }
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return try ChildProcess(
      "/bin/sh", ["-c", command], in: scratch.folder,
      environment: ["PATH": scratch.folder.path + ":" + path]
    ).finish(within: 120)
  }
}
