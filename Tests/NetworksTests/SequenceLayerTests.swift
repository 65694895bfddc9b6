import Initializers
import Networks
import Operators
import Tensors
import TestSupport
import Testing
import Threads

private struct GoldenAttention: Decodable {
  struct Layer: Decodable {
    let heads: Int
    let isCausal: Bool
    let input: GoldenTensor
    let parameters: [String: GoldenTensor]
    let output: GoldenTensor
  }

  let multiHead: [Layer]
}

@Suite("Layers over sequences")
struct SequenceLayerTests {
  /// The network's output for one input, with parameters by the last parts of their paths.
  private func output(
    _ network: Network, _ input: [Float], batch: Int, _ parameters: [String: [Float]],
    threads: ThreadPool = .single
  ) throws -> [Float] {
    let weights = Weights(zerosFor: network)
    for (index, parameter) in network.parameters.enumerated() {
      let name = try #require(parameters.keys.first { parameter.path.hasSuffix(".\($0)") })
      let values = try #require(parameters[name])
      #expect(values.count == parameter.shape.count)
      _ = weights.tensors[index].elements.update(fromContentsOf: values)
    }
    let space = try Workspace(network, batch: batch, weights: weights, threads: threads)
    let found = withExtendedLifetime(space) {
      _ = space.input.elements.update(fromContentsOf: input)
      space.runForward()
      return Array(space.output.elements)
    }
    #expect(weights.areFinite == true)
    return found
  }

  /// The matrix with the axes exchanged.
  private func transposed(_ values: [Float], _ rows: Int, _ columns: Int) -> [Float] {
    (0..<columns).flatMap { column in (0..<rows).map { values[$0 * columns + column] } }
  }

  /// The given steps of each example, of values that lie time × batch × width.
  private func rows(of values: [Float], batch: Int, steps: [Int], width: Int) -> [Float] {
    var found: [Float] = []
    for example in 0..<batch {
      for step in steps {
        let start = (step * batch + example) * width
        found += values[start..<start + width]
      }
    }
    return found
  }

  private func isClose(_ a: [Float], _ b: [Float]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= 5e-6 }
  }

  @Test("recurrent layers give what onnxruntime gives, for any number of examples")
  func recurrent() throws {
    var count = 0
    for node in try GoldenNodes.load("lowering") {
      guard let gates = ["LSTM": 4, "GRU": 3, "RNN": 1][node.operatorName], node.inputCount == 4,
        let bias = try node.input(3), let input = try node.input(0), bias.shape[0] == 1,
        !"\(node)".contains("linear_before_reset")
      else { continue }
      count += 1
      let isReversed = "\(node)".contains("reverse")
      let (steps, batch, width, units) = (input.shape[0], input.shape[1], input.shape[2], 6)
      let biases = bias.floats
      let parameters = [
        "inputWeight": transposed(try node.input(1)!.floats, gates * units, width),
        "recurrentWeight": transposed(try node.input(2)!.floats, gates * units, units),
        "bias": (0..<gates * units).map { biases[$0] + biases[gates * units + $0] },
      ]
      let expected = try node.outputs[0].stored.floats
      for givesSequence in [true, false] {
        let layer: any Layer =
          switch node.operatorName {
          case "LSTM": LSTM(units, givesSequence: givesSequence, isReversed: isReversed)
          case "GRU": GRU(units, givesSequence: givesSequence, isReversed: isReversed)
          default: RNN(units, givesSequence: givesSequence, isReversed: isReversed)
          }
        let network = try Network(checking: [steps, width], [layer])
        // Files have time first, examples here their own axis first.
        let examples = rows(
          of: input.floats, batch: batch, steps: Array(0..<steps), width: width)
        let found = try output(network, examples, batch: batch, parameters)
        let last = isReversed ? 0 : steps - 1
        let wanted = rows(
          of: expected, batch: batch, steps: givesSequence ? Array(0..<steps) : [last],
          width: units)
        #expect(isClose(found, wanted), "\(node)")
        #expect(network.parameters.map { $0.spec?.role } == [.weight, .bias, .recurrentWeight])
      }
    }
    #expect(count >= 4)
  }

  @Test("attention with its maps gives what PyTorch gives, on any number of threads")
  func attention() throws {
    for golden in try Golden.load("lowering", as: GoldenAttention.self).multiHead {
      let input = try golden.input.stored
      let network = try Network(
        checking: [input.shape[1], input.shape[2]],
        [MultiHeadAttention(heads: golden.heads, isCausal: golden.isCausal)])
      let parameters = try golden.parameters.mapValues { try $0.stored.floats }
      let found = try output(network, input.floats, batch: input.shape[0], parameters)
      #expect(isClose(found, try golden.output.stored.floats))
      let many = try output(
        network, input.floats, batch: input.shape[0], parameters,
        threads: ThreadPool(threadCount: 7))
      #expect(found == many)
      let specs = network.parameters.compactMap(\.spec)
      #expect(specs.count == 8)
      let features = Double(input.shape[2])
      #expect(
        specs.filter { $0.role == .weight }.allSatisfy {
          $0.fans == Fans(fanIn: features, fanOut: features)
        })
    }
  }

  @Test("heads that share keys and values see what repeated ones would")
  func groupedHeads() throws {
    let (time, width, head) = (5, 8, 4)
    var draws = Draws(seed: 3)
    let input = draws.floats(2 * time * width, bound: 1)
    // Two heads of keys and values for four of queries; the second network has each twice.
    let small = [
      "key": draws.floats(width * 8, bound: 1), "value": draws.floats(width * 8, bound: 1),
    ]
    func repeated(_ values: [Float]) -> [Float] {
      var found: [Float] = []
      for row in 0..<width {
        for number in 0..<4 {
          let start = row * 8 + number / 2 * head
          found += values[start..<start + head]
        }
      }
      return found
    }
    let query = draws.floats(width * 16, bound: 1)
    let last = draws.floats(16 * width, bound: 1)
    func parameters(_ map: ([Float]) -> [Float]) -> [String: [Float]] {
      [
        "query.weight": query, "key.weight": map(small["key"]!),
        "value.weight": map(small["value"]!), "output.weight": last,
      ]
    }
    let grouped = try Network(
      checking: [time, width],
      [MultiHeadAttention(heads: 4, keyValueHeads: 2, headWidth: head, hasBias: false)])
    let whole = try Network(
      checking: [time, width], [MultiHeadAttention(heads: 4, headWidth: head, hasBias: false)])
    let found = try output(grouped, input, batch: 2, parameters { $0 })
    let expected = try output(whole, input, batch: 2, parameters(repeated))
    #expect(isClose(found, expected))
  }

  @Test("examples that are no sequences, and counts that do not divide, are refused")
  func refusals() {
    let cases: [(Shape, any Layer)] = [
      (Shape([4]), LSTM(3)),
      (Shape([0, 4]), GRU(3)),
      (Shape([5, 4]), RNN(0)),
      (Shape([5, 4]), LSTM(.max)),
      (Shape([4]), MultiHeadAttention(heads: 2)),
      (Shape([5, 4]), MultiHeadAttention(heads: 3)),
      (Shape([5, 4]), MultiHeadAttention(heads: 0)),
      (Shape([5, 4]), MultiHeadAttention(heads: 4, keyValueHeads: 3)),
      (Shape([5, 4]), MultiHeadAttention(heads: 2, headWidth: -1)),
      (Shape([20_000, 4]), MultiHeadAttention(heads: 2, isCausal: true)),
    ]
    for (shape, layer) in cases {
      let error = #expect(throws: NetworkError.self) {
        try Network(checking: shape, [layer])
      }
      #expect(error?.code == .layer)
    }
  }
}
