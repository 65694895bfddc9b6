import Testing
import TestSupport

@Suite("Networks that cannot be trained")
struct NetworkRefusalTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  static let refusals: [Refusal] = [
    Refusal("0-10", says: "network 0-10: '0', a width from 1 to 16777216 was expected"),
    Refusal(
      "64--10", says: "network 64--10: an empty part, a width from 1 to 16777216 was expected"),
    Refusal(
      "64-abc-10", says: "network 64-abc-10: 'abc', a width from 1 to 16777216 was expected"),
    Refusal("", says: "network : an empty part, a width from 1 to 16777216 was expected"),
    Refusal(
      "64-99999999999999999999-10",
      says: "network 64-99999999999999999999-10: '99999999999999999999', "
        + "a width from 1 to 16777216 was expected"),
    Refusal(
      "64-9x99999-10",
      says: "network 64-9x99999-10: '9x99999', a count of layers from 1 to 10000 was expected"),
    Refusal("64", says: "network 64: one width, at least two were expected, such as 784-128-10"),
    Refusal(
      "784-10",
      says: "network input: 784 units, 64 were expected for the 64 features of optdigits"),
    Refusal(
      "64-16-9",
      says: "network output: 9 units, 10 were expected for the 10 classes of optdigits"),
  ]

  @Test("the wrong part is named before training starts", arguments: refusals)
  func refused(_ refusal: Refusal) throws { try refusal.check(in: scratch) }

  @Test("a file that is not there or of another kind is named")
  func files() throws {
    let missing = try Tool.run(["train", "model.onnx"], in: scratch, within: 120)
    #expect(missing.status == 66)
    #expect(
      missing.errors == "error: model.onnx: no such file, one that exists was expected\n")
    let other = try Tool.run(["train", "models/net"], in: scratch, within: 120)
    #expect(other.status == 65)
    #expect(
      other.errors
        == "error: models/net: a file of an unknown kind, one in .onnx or .yaml was expected\n")
    let both = try Tool.run(
      ["train", "model.onnx", "--activation", "tanh"], in: scratch, within: 120)
    #expect(both.status == 64)
    #expect(both.errors == "error: --activation: with a file, with layer widths was expected\n")
  }

  @Test("a network larger than the machine's memory is refused with both sizes")
  func memory() throws {
    let result = try Tool.run(["train", "64-16777216x9000-10"], in: scratch, within: 120)
    #expect(result.status == 64)
    let shape = /error: network: [0-9.]+ GB to train it, at most the machine's [0-9.]+ GB of memory/
    #expect(result.errors.contains(shape))
  }
}
