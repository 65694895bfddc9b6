import Networks
import Operators
import Testing

@Suite("Networks written as widths")
struct ShorthandTests {
  @Test("784-128-10 is a hidden layer of 128 and an output of 10 with softmax")
  func simple() throws {
    let shorthand = try Shorthand("784-128-10")
    #expect(shorthand.widths == [784, 128, 10])
    #expect("\(shorthand)" == "784-128-10")
    let network = shorthand.network(activation: .relu)
    #expect(network.inputWidth == 784)
    #expect(network.outputWidth == 10)
    #expect(network.weightCount == 784 * 128 + 128 + 128 * 10 + 10)
    let names = network.nodes.map { type(of: $0.function).name }
    #expect(names == ["affine", "relu", "affine", "softmax"])
    #expect(
      network.parameters.map(\.path) == [
        "layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias",
      ])
    #expect(
      network.parameters.map { $0.initializer?.name } == [
        "glorotUniform", "zeros", "glorotUniform", "zeros",
      ])
  }

  @Test("64-100x10-10 has ten hidden layers of 100")
  func repeated() throws {
    let shorthand = try Shorthand("64-100x10-10")
    #expect(shorthand.widths == [64] + [Int](repeating: 100, count: 10) + [10])
    let network = shorthand.network(activation: .tanh)
    #expect(network.parameters.count == 22)
    #expect(network.nodes.count == 22)
    #expect(network.nodes.last?.layer == 10)
  }

  @Test("the identity as activation adds no operator")
  func identity() throws {
    let network = try Shorthand("3-2-2").network(activation: .identity)
    #expect(network.nodes.map { type(of: $0.function).name } == ["affine", "affine", "softmax"])
  }

  @Test("two shorthands are equal where they are written alike")
  func equality() throws {
    #expect(try Shorthand("3-2") == Shorthand("3-2"))
    #expect(try Shorthand("3-2x1") != Shorthand("3-2"))
  }

  @Test("the largest counts are taken")
  func limits() throws {
    #expect(try Shorthand("16777216-1").widths == [16_777_216, 1])
    #expect(try Shorthand("1x10000").widths.count == 10_000)
    #expect(try Shorthand("007-010").widths == [7, 10])
  }

  static let width = "a width from 1 to 16777216 was expected"
  static let count = "a count of layers from 1 to 10000 was expected"

  @Test(
    "what is wrong is named word for word",
    arguments: [
      ("", "network : an empty part, \(width)"),
      ("784", "network 784: one width, at least two were expected, such as 784-128-10"),
      ("0-10", "network 0-10: '0', \(width)"),
      ("-5-10", "network -5-10: an empty part, \(width)"),
      ("10--10", "network 10--10: an empty part, \(width)"),
      ("10-", "network 10-: an empty part, \(width)"),
      ("a-b", "network a-b: 'a', \(width)"),
      ("10-1e3", "network 10-1e3: '1e3', \(width)"),
      ("10- 5", "network 10- 5: ' 5', \(width)"),
      ("+5-10", "network +5-10: '+5', \(width)"),
      ("16777217-10", "network 16777217-10: '16777217', \(width)"),
      (
        "99999999999999999999-10",
        "network 99999999999999999999-10: '99999999999999999999', \(width)"
      ),
      ("10-20x0-3", "network 10-20x0-3: '20x0', \(count)"),
      ("10-20x-3", "network 10-20x-3: '20x', \(count)"),
      ("10-x2-3", "network 10-x2-3: 'x2', \(width)"),
      ("10-20x99999999-3", "network 10-20x99999999-3: '20x99999999', \(count)"),
      ("10-20X2-3", "network 10-20X2-3: '20X2', \(width)"),
      ("10-2x3x4", "network 10-2x3x4: '2x3x4', a width or WIDTHxCOUNT was expected"),
      (
        "10-20x10000-3",
        "network 10-20x10000-3: more than 10000 layers, at most that many were expected"
      ),
      ("٣-10", "network ٣-10: '٣', \(width)"),
      ("1²-10", "network 1²-10: '1²', \(width)"),
    ])
  func mistakes(text: String, sentence: String) {
    let error = #expect(throws: NetworkError.self) { try Shorthand(text) }
    #expect(error?.code == .shorthand)
    #expect(error?.description == sentence)
  }
}
