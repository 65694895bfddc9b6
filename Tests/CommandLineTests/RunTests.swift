import Foundation
import ModelFiles
import Tensors
import TestSupport
import Testing

@Suite("xavier run")
struct RunTests {
  private let scratch: Scratch
  private let model = Golden.folder.appendingPathComponent("imports/scalar.onnx").path

  init() throws {
    scratch = try Scratch()
    var arrays = NPZ()
    try arrays.append(StoredTensor([2, 3], floats: [1, 2, 3, 4, 5, 6]), name: "x")
    try arrays.write(to: scratch.path("x.npz"))
    try arrays.write(to: scratch.path("deflated.npz"), isDeflated: true)
  }

  private func run(_ arguments: String...) throws -> ChildProcess.Result {
    try Tool.run(["run"] + arguments, in: scratch)
  }

  @Test("writes each output under its name and prints a table", arguments: ["x", "deflated"])
  func outputs(inputs: String) throws {
    let result = try run(model, "--inputs", "\(inputs).npz", "--output", "out.npz")
    #expect(result.status == 0 && result.errors == "")
    #expect(
      result.output == """
        output  shape  type     mean  rms  smallest  largest  not finite
        y       2×3    float32   2.8  2.9       1.5      4.0           0

        """)
    let written = try NPZ(contentsOf: scratch.path("out.npz"))
    #expect(written.names == ["output:y"])
    #expect(written["output:y"]?.shape == [2, 3])
    #expect(written["output:y"]?.floats == [1.5, 2, 2.5, 3, 3.5, 4])
  }

  @Test("says the same as JSON, and nothing when it is to be quiet")
  func json() throws {
    let result = try run(model, "--inputs", "x.npz", "--output", "out.npz", "--json", "-")
    let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    #expect(object?["schema"] as? String == "xavier.run/1")
    let outputs = try #require(object?["outputs"] as? [[String: Any]])
    #expect(outputs.count == 1)
    #expect(outputs[0]["name"] as? String == "y")
    #expect(outputs[0]["shape"] as? [Int] == [2, 3])
    #expect(outputs[0]["dtype"] as? String == "float32")
    #expect(outputs[0]["mean"] as? Double == 2.75)
    #expect(outputs[0]["smallest"] as? Double == 1.5 && outputs[0]["largest"] as? Double == 4)
    #expect(outputs[0]["nonfinite"] as? Int == 0)
    let quiet = try run(model, "--inputs", "x.npz", "--output", "out.npz", "--quiet")
    #expect(quiet.status == 0 && quiet.output == "" && quiet.errors == "")
  }

  @Test("a network in words has weights drawn with the seed")
  func yaml() throws {
    try scratch.write(
      "input: [3]\nlayers:\n  - dense: 4\n", to: "net.yaml")
    var arrays = NPZ()
    try arrays.append(StoredTensor([2, 3], floats: [1, 2, 3, 4, 5, 6]), name: "input")
    try arrays.write(to: scratch.path("input.npz"))
    func outputs(_ seed: String) throws -> [Float]? {
      let result = try run(
        "net.yaml", "--inputs", "input.npz", "--output", "out.npz", "--seed", seed)
      #expect(result.status == 0, "\(result.errors)")
      return try NPZ(contentsOf: scratch.path("out.npz"))["output:output"]?.floats
    }
    let first = try outputs("1")
    #expect(first?.count == 8)
    #expect(try outputs("1") == first)
    #expect(try outputs("2") != first)
  }

  @Test("mistakes get one sentence and their exit code, and nothing is written")
  func mistakes() throws {
    func check(_ sentence: String, _ status: Int32, _ arguments: String...) throws {
      let result = try Tool.run(["run"] + arguments, in: scratch)
      #expect(result.errors == "error: \(sentence)\n")
      #expect(result.status == status)
      #expect(!scratch.names.contains("out.npz"))
    }
    let rest = ["--inputs", "x.npz", "--output", "out.npz"]
    try check(
      "none.onnx: no such file, one that exists was expected", 66, "none.onnx", rest[0], rest[1],
      rest[2], rest[3])
    try check(
      "none.npz: no such file, one that exists was expected", 66, model, "--inputs", "none.npz",
      "--output",
      "out.npz")
    try scratch.write("not a zip archive", to: "bad.npz")
    try check(
      "net.txt: a file of an unknown kind, one in .onnx or .yaml was expected", 65, "net.txt",
      rest[0], rest[1], rest[2], rest[3])
    try check(
      "--input x: NAME=DIMS such as x=1,3,224,224 was expected", 64, model, rest[0], rest[1],
      rest[2], rest[3], "--input", "x")
    try check(
      "\(model), input 'x': an array of shape 2×3, 2×4 was expected", 64, model, rest[0], rest[1],
      rest[2], rest[3], "--input", "x=2,4")
    try check(
      "\(model), input 'z': not known, did you mean x? one of x was expected", 64, model, rest[0],
      rest[1],
      rest[2], rest[3], "--input", "z=2,3")
    try check(
      "--threads: 0, a number from 1 to 1024 was expected", 64, model, rest[0], rest[1], rest[2],
      rest[3], "--threads", "0")
    let bad = try run(model, "--inputs", "bad.npz", "--output", "out.npz")
    #expect(bad.status == 65 && bad.errors.hasPrefix("error: bad.npz"))
    let folder = try run(model, "--inputs", "x.npz", "--output", "none/out.npz")
    #expect(folder.status == 74 && folder.errors.hasPrefix("error: none/out.npz"))
  }

  @Test("explain summarises a model: inputs, outputs, layers, parameters with axes and fans")
  func summary() throws {
    let path = Golden.folder.appendingPathComponent("imports/open_axes.onnx").path
    let result = try Tool.run(["explain", path, "--input", "x=2,3,4"], in: scratch)
    #expect(result.errors == "" && result.status == 0)
    #expect(
      result.output == """
        \(path)

          input        x: 2×3×4, float32
          output       y: 2×3×5, float32
          operators    1 node: 1 matMul
          parameters   1 with 20 weights

        layer  operator  output  weights
        dense  matMul    2×3×5        20

        parameter  shape  axes           role    fan in  fan out
        w          4×5    input, output  weight       4        5

        """)
    let open = try Tool.run(["explain", path], in: scratch)
    #expect(
      open.errors
        == "error: \(path), input 'x': axis 1 of batch×time×4 is open, a length was expected\n")
    #expect(open.status == 64)
    let json = try Tool.run(
      ["explain", path, "--input", "x=2,3,4", "--json", "-"], in: scratch)
    let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    #expect(object?["kind"] as? String == "network")
    #expect(object?["weights"] as? Int == 20)
    let parameters = try #require(object?["parameters"] as? [[String: Any]])
    #expect(parameters[0]["axes"] as? [String] == ["input", "output"])
    #expect(parameters[0]["fan_in"] as? Double == 4 && parameters[0]["fan_out"] as? Double == 5)
  }

  @Test("with cotangents it gives the gradient of every float input and weight, tied ones summed")
  func gradients() throws {
    let folder = Golden.folder.appendingPathComponent("gradient_models")
    let tied = folder.appendingPathComponent("tied.onnx").path
    let golden = try NPZ(contentsOf: folder.appendingPathComponent("tied.npz").path)
    func write(_ name: String, _ arrays: [(String, StoredTensor?)]) throws {
      var npz = NPZ()
      for (name, tensor) in arrays { try npz.append(try #require(tensor), name: name) }
      try npz.write(to: scratch.path(name))
    }
    try write("tokens.npz", [("tokens", golden["tokens"])])
    try write("scores.npz", [("scores", golden["cotangent:scores"])])
    try write(
      "g.npz",
      [("scores", golden["cotangent:scores"]), ("means", golden["cotangent:means"])])
    try write("wrong.npz", [("scores", StoredTensor([2, 3], floats: [0, 0, 0, 0, 0, 0]))])
    try write("unknown.npz", [("score", golden["cotangent:scores"])])

    func gradients(_ file: String) throws -> (ChildProcess.Result, NPZ) {
      let result = try run(
        tied, "--inputs", "tokens.npz", "--cotangents", file, "--output", "out.npz", "--json",
        "result.json")
      return (result, try NPZ(contentsOf: scratch.path("out.npz")))
    }
    let (result, written) = try gradients("g.npz")
    #expect(result.status == 0 && result.errors == "")
    #expect(result.output.contains("\n\ngradient  shape  type"))
    #expect(
      written.names == ["output:scores", "output:means", "gradient:table", "gradient:weight"])
    for name in ["gradient:table", "gradient:weight"] {
      let (found, wanted) = (
        try #require(written[name]).doubles, try #require(golden[name]).doubles
      )
      let largest = wanted.map { abs($0) }.max() ?? 0
      let error = zip(found, wanted).map { abs($0 - $1) }.max() ?? .nan
      #expect(found.count == wanted.count && error <= 1e-5 * largest)
    }
    let data = try Data(contentsOf: URL(fileURLWithPath: scratch.path("result.json")))
    let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    let entries = try #require(object?["gradients"] as? [[String: Any]])
    #expect(entries.map { $0["name"] as? String } == ["table", "weight"])

    // An output without a cotangent counts as zeros: the gradients are others, and finite.
    let (_, partial) = try gradients("scores.npz")
    #expect(partial["gradient:table"]?.floats != written["gradient:table"]?.floats)
    #expect(partial["output:means"]?.floats == written["output:means"]?.floats)

    for (file, error) in [
      ("wrong.npz", "cotangent of output scores: shape 2×3, 2×3×11 was expected"),
      (
        "unknown.npz",
        "cotangent of output score: not known, did you mean scores? one of scores, means was expected"
      ),
    ] {
      let refused = try run(
        tied, "--inputs", "tokens.npz", "--cotangents", file, "--output", "none.npz")
      #expect(refused.status == 64 && refused.errors == "error: \(error)\n")
      #expect(!FileManager.default.fileExists(atPath: scratch.path("none.npz")))
    }
  }

  @Test("explain operators lists names and the versions of ONNX's operator set")
  func operators() throws {
    let text = try Tool.run(["explain", "operators"], in: scratch)
    #expect(text.status == 0 && text.errors == "")
    for line in [
      #/  gelu +Gelu +20 to 27/#, #/  conv +Conv +6 to 27/#, #/  lstm +LSTM +7 to 27/#,
    ] { #expect(text.output.firstMatch(of: line) != nil) }
    let json = try Tool.run(["explain", "operators", "--json", "-"], in: scratch)
    let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    let operators = try #require(object?["operators"] as? [[String: Any]])
    #expect(operators.contains { $0["onnx"] as? String == "Attention" })
    #expect(operators.count > 80)
  }
}
