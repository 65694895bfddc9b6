import Initializers
import Networks
import Tensors
import TestSupport
import Testing
import Threads

/// The cases of `Tests/Golden/layers.json`.
private struct LayersGolden: Decodable {
  struct Named: Decodable {
    let path: String
    let shape: [Int]
  }

  struct Case: Decodable {
    let name: String
    let inputShape: [Int]
    let tokens: Bool
    let input: [Double]
    let parameters: [Named]
    let outputShape: [Int]
    let output: [Double]
  }

  let seed: UInt64
  let networks: [Case]
}

@Suite("Networks of layers give what PyTorch gives")
struct LayerGoldenTests {
  private static let networks: [String: Network] = [
    "residual images": Network(input: [3, 15, 13]) {
      Convolution(8, kernel: 3, padding: 1, hasBias: false, name: "stem")
      BatchNormalization()
      Activate(.relu)
      MaxPooling(3, stride: 2, padding: 1)
      Residual(activation: .relu, name: "blocks.0") {
        Convolution(8, kernel: 3, padding: 1)
        BatchNormalization()
        Activate(.relu)
        Convolution(8, kernel: 3, padding: 1)
      }
      Residual(activation: .relu, name: "blocks.1") {
        Convolution(12, kernel: 3, stride: 2, padding: 1)
        BatchNormalization()
        Activate(.silu)
        Convolution(12, kernel: [1, 3], padding: [0, 1])
      } shortcut: {
        Convolution(12, kernel: 1, stride: 2, hasBias: false)
      }
      GlobalAveragePooling()
      Dense(5, activation: .softmax, name: "head")
    },
    "gated images": Network(input: [3, 9, 8]) {
      DepthwiseConvolution(kernel: 3, multiplier: 2, padding: .same)
      GroupNormalization(groups: 3)
      Multiply {
        Convolution(
          6, kernel: 3, padding: 2, dilation: 2, groups: 2, activation: .tanh, name: "value")
        Convolution(6, kernel: 3, padding: 1, activation: .sigmoid, name: "gate")
      }
      Concatenate {
        Convolution(2, kernel: 1)
        AveragePooling(3, stride: 1, padding: 1, countsPadding: true)
        Block {}
      }
      TransposedConvolution(4, kernel: 4, stride: 2, padding: 1, activation: .elu)
    },
    "token mixer": Network(input: [5], of: .int64) {
      Embedding(vocabulary: 11, dimension: 6, name: "tokens")
      PositionalEmbedding(name: "positions")
      Residual(name: "mix") {
        LayerNormalization()
        Transpose([1, 0])
        Dense(7, activation: .geluTanh)
        Dense(5)
        Transpose([1, 0])
      }
      Residual(name: "feed") {
        RMSNormalization()
        GatedLinearUnit(10)
        Dense(6)
        Dropout(0.1)
      }
      Flatten()
      Dense(3, name: "head")
    },
  ]

  /// The weights of the script: uniform with a bound from the shape.
  private func weights(of network: Network, seed: UInt64) throws -> Weights {
    let weights = Weights(zerosFor: network)
    for (parameter, tensor) in zip(network.parameters, weights.tensors) {
      let shape = parameter.shape
      let bound = (3 / Double(max(3, shape.count / shape.lengths.max()!))).squareRoot()
      var drawn: [Float] = try FixedLaw.uniform(bound: bound).draw(
        .bias(out: shape.count), path: parameter.path, seed: seed)
      if parameter.path.hasSuffix(".runningVariance") { drawn = drawn.map { 1 + $0 / 2 } }
      _ = tensor.elements.update(fromContentsOf: drawn)
    }
    return weights
  }

  // Float32 in PyTorch is off by less than 1e-6 of the largest output (see the file); ten times that
  // is far below what any wrong term would change.
  @Test(
    "outputs are those of PyTorch in float64, and parameters have their paths and shapes",
    arguments: ["residual images", "gated images", "token mixer"])
  func golden(name: String) throws {
    let file = try Golden.load("layers", as: LayersGolden.self)
    let golden = try #require(file.networks.first { $0.name == name })
    let network = try #require(Self.networks[name])
    #expect(network.parameters.map(\.path) == golden.parameters.map(\.path))
    #expect(network.parameters.map(\.shape.lengths) == golden.parameters.map(\.shape))
    let weights = try weights(of: network, seed: file.seed)
    let input =
      golden.tokens
      ? StoredTensor(Shape(golden.inputShape), integers: golden.input.map { Int64($0) })
      : StoredTensor(Shape(golden.inputShape), floats: golden.input.map { Float($0) })
    let output = try network.evaluate(["input": input], weights: weights)[0].tensor
    #expect(output.shape.lengths == golden.outputShape)
    let scale = golden.output.map(abs).max()!
    var found = Array<Float>(repeating: 0, count: output.shape.count)
    found.withUnsafeMutableBufferPointer { output.copyFloats(into: $0) }
    let error = zip(found, golden.output).map { abs(Double($0) - $1) }.max()!
    #expect(error <= 1e-5 * scale)
  }
}
