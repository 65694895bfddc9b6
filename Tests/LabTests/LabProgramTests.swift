import Foundation
import TestSupport
import Testing

@Suite("Commands and programs of a state", .serialized)
struct LabProgramTests {
  private static let lab = Result { try LabProcess() }
  private let lab: LabProcess

  init() throws { lab = try Self.lab.get() }

  private struct Words: Decodable {
    let command, commands, swift: String
    let train: String?
  }

  private func words(_ state: String, recipe: Int = 0) throws -> Words {
    let answer = try lab.ask(
      "POST", "/api/command", #"{"state": \#(state), "recipe": \#(recipe)}"#)
    #expect(answer.status == 200, "\(answer.text)")
    return try JSONDecoder().decode(Words.self, from: answer.body)
  }

  /// States whose programs lie in the folder of snippets, which the package builds.
  static let programs = [
    ("LabCheck", #"{"depth": 6, "width": 20}"#, 2),
    (
      "LabResidualCheck",
      #"{"depth": 4, "width": 24, "residual": true, "normalization": "layer", "activation": "relu", "#
        + #""bias": 0.3, "data": "optdigits", "draws": 2, "seed": 3, "#
        + #""recipes": ["heNormal", "sigma:1.5,0.05", "auto"]}"#, 3
    ),
  ]

  @Test(
    "the program holds every recipe and prints what the tool prints for them, byte for byte",
    arguments: programs)
  func program(name: String, state: String, recipes: Int) throws {
    let file = sourcesFolder.deletingLastPathComponent()
      .appendingPathComponent("Snippets/\(name).swift")
    #expect(try words(state).swift == String(contentsOf: file, encoding: .utf8))
    let built = URL(fileURLWithPath: toolPath).deletingLastPathComponent()
      .appendingPathComponent(name).path
    let ran = try ChildProcess(built, [], in: lab.scratch.folder).finish(within: 120)
    #expect(ran.status == 0, "\(ran.errors)")
    var printed = ""
    for recipe in 0..<recipes {
      printed += try Shell.run(
        words(state, recipe: recipe).command + " --json - --quiet", in: lab.scratch
      ).output
    }
    #expect(printed.components(separatedBy: "xavier.check/1").count == recipes + 1)
    #expect(ran.output == printed)
  }

  @Test(
    "the commands hold the check of every recipe and the training", arguments: programs)
  func commands(name: String, state: String, recipes: Int) throws {
    let all = try words(state)
    let lines = all.commands.split(separator: "\n").map(String.init)
    let checks = lines.filter { $0.hasPrefix("xavier check ") }
    try #require(checks.count == recipes)
    for recipe in 0..<recipes {
      #expect(try words(state, recipe: recipe).command.hasSuffix(checks[recipe]))
    }
    #expect(lines.count { $0.hasPrefix("xavier train ") } == (all.train == nil ? 0 : 1))
    #expect(all.train == nil || all.train?.hasSuffix(lines.last ?? "") == true)
    // A shell takes the text as it is, the network's file once.
    let quiet = lines.map { line in
      line.hasPrefix("xavier check ")
        ? line + " --quiet" : line.hasPrefix("xavier train ") ? ": " + line : line
    }
    let ran = try Shell.run("set -e\n" + quiet.joined(separator: "\n"), in: lab.scratch)
    #expect(ran.status == 0, "\(ran.errors)")
    #expect(lines.count { $0.hasPrefix("cat > ") } <= 1)
  }

  @Test("of a model's own numbers beside a recipe say which is which")
  func asIs() throws {
    let file = Golden.folder.appendingPathComponent("places/resnet.onnx")
    let bytes = try Data(contentsOf: file)
    let socket = try lab.connect()
    try socket.send(lab.text("POST", "/api/model?name=a.onnx", bodyCount: bytes.count))
    try socket.send(bytes)
    let sent = try JSONDecoder().decode([String: LabID].self, from: socket.answer().body)
    let id = try #require(sent["id"]?.text)
    let all = try words(#"{"model": "\#(id)", "recipes": ["as-is", "auto"]}"#)
    #expect(
      all.commands
        == "xavier check a.onnx --as-is --seeds 1 --seed 0\n"
        + "xavier check a.onnx --recipe auto --seeds 1 --seed 0")
    #expect(all.swift.contains(#"for name in ["as-is", "auto"] {"#))
    #expect(all.swift.contains(#"name == "as-is" ? .asTheyAre : .drawn("#))
  }

  // A value of the answer about a model; only the texts matter here.
  private struct LabID: Decodable {
    let text: String?
    init(from decoder: any Decoder) throws {
      text = try? decoder.singleValueContainer().decode(String.self)
    }
  }
}
