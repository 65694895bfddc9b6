import Initializers
import Networks
import Operators
import Tensors
import TestSupport
import Testing

import Recipes

/// One parameter of one layer of a framework, over many draws.
private struct FrameworkCase: Decodable {
  let framework, layer, parameter: String
  let count: Int
  let mean, variance, kurtosis, largest: Double

  var label: String { "\(framework), \(layer).\(parameter)" }

  /// The standard error of the variance, as a share of it.
  var varianceError: Double { (max(kurtosis - 1, 0) / Double(count)).squareRoot() }
}

@Suite("What layers of frameworks start with")
struct FrameworkDefaultsTests {
  private let cases: [FrameworkCase]
  init() throws {
    struct File: Decodable { let cases: [FrameworkCase] }
    cases = try Golden.load("framework_defaults", as: File.self).cases
  }

  private func network(of layer: String) throws -> Network {
    switch layer {
    case "dense": return Network(input: 35) { Dense(99, name: "l") }
    case "convolution":
      return Network(input: [6, 9, 9]) { Convolution(10, kernel: [3, 2], name: "l") }
    case "grouped":
      return Network(input: [12, 9, 9]) { Convolution(20, kernel: 3, groups: 4, name: "l") }
    case "depthwise":
      return Network(input: [12, 9, 9]) {
        DepthwiseConvolution(kernel: 3, multiplier: 2, name: "l")
      }
    case "transposed":
      return Network(input: [6, 9, 9]) {
        TransposedConvolution(10, kernel: 4, stride: 2, name: "l")
      }
    case "embedding":
      return Network(input: [7], of: .int64) {
        Networks.Embedding(vocabulary: 50, dimension: 12, name: "l")
      }
    case "lstm": return Network(input: [7, 35]) { LSTM(20, name: "l") }
    case "gru": return Network(input: [7, 35]) { GRU(20, name: "l") }
    case "rnn": return Network(input: [7, 35]) { RNN(20, name: "l") }
    case "attention":
      return Network(input: [5, 24]) { MultiHeadAttention(heads: 3, name: "l") }
    case "batchNormalization":
      return Network(input: [12, 9, 9]) { Networks.BatchNormalization(name: "l") }
    case "layerNormalization":
      return Network(input: [5, 12]) { Networks.LayerNormalization(name: "l") }
    case "groupNormalization":
      return Network(input: [12, 9, 9]) { Networks.GroupNormalization(groups: 3, name: "l") }
    case "prelu":
      var plan = NetworkPlan()
      let input = plan.input(named: "x", lengths: [nil, 12])
      let slope = try plan.parameter(
        "l.slope", stored: StoredTensor([12], floats: Array(repeating: 0.7, count: 12)))
      let output = try plan.apply(PReLU(), to: [input, slope], name: "l")[0]
      return plan.network(outputs: [("y", output, .float32)])
    default: throw UnknownLayer(name: layer)
    }
  }

  private struct UnknownLayer: Error { let name: String }

  @Test("every parameter has the framework's mean, variance and bound")
  func laws() throws {
    #expect(cases.count == 3 * 37)
    for example in cases {
      let network = try network(of: example.layer)
      let recipe = try RecipeCatalog.recipe(spelled: example.framework)
      let drawn = network.drawn(by: try recipe.plan(for: network, RecipeContext()))
      let parameter = try #require(
        drawn.parameters.first { $0.path == "l.\(example.parameter)" }, "\(example.label)")
      let index = try #require(
        drawn.parameters.firstIndex { $0.path == "l.\(example.parameter)" })
      if example.kurtosis == 0 {
        // A constant.
        let weights = drawn.draw(seed: 1)
        let all = weights.tensors[index].elements.allSatisfy { $0 == Float(example.mean) }
        #expect(all, "\(example.label)")
        continue
      }
      let law = try #require(parameter.law, "\(example.label)")
      let spec = try #require(parameter.spec)
      if law.name == "gateConstants" {
        let weights = drawn.draw(seed: 1)
        let numbers = weights.tensors[index].elements.map(Double.init)
        let mean = numbers.reduce(0, +) / Double(numbers.count)
        let square = numbers.reduce(0) { $0 + $1 * $1 } / Double(numbers.count)
        #expect(mean == example.mean && square - mean * mean == example.variance)
        continue
      }
      let ratio = law.variance(of: spec) / example.variance
      #expect(abs(ratio - 1) < 5 * example.varianceError + 1e-5, "\(example.label): \(ratio)")
      if let uniform = law as? Uniform, abs(example.kurtosis - 1.8) < 0.05 {
        let gap = 1 - example.largest / uniform.upper
        #expect(gap > -1e-6 && gap < 20 / Double(example.count), "\(example.label): \(gap)")
      }
    }
  }

  @Test("laws have the framework's family")
  func families() throws {
    for example in cases where example.kurtosis > 0 && example.varianceError > 0 {
      let network = try network(of: example.layer)
      let recipe = try RecipeCatalog.recipe(spelled: example.framework)
      let drawn = network.drawn(by: try recipe.plan(for: network, RecipeContext()))
      let law = drawn.parameters.first { $0.path == "l.\(example.parameter)" }?.law
      // The sum of two uniform numbers has kurtosis 2.4.
      let expected: ClosedRange<Double>? =
        switch law?.name {
        case "uniform": example.parameter == "bias" ? 1.7...2.5 : 1.7...1.9
        case "normal": 2.9...3.1
        case "truncatedNormal": 2.2...2.5
        default: nil
        }
      if let expected { #expect(expected.contains(example.kurtosis), "\(example.label)") }
    }
  }

  @Test("Keras draws the gates of a state as one orthonormal matrix, Flax each by itself")
  func recurrent() throws {
    let network = Network(input: [3, 9]) { LSTM(7, name: "l") }
    func products(_ recipe: any Recipe) throws -> (all: [Double], first: [Double]) {
      let drawn = network.drawn(by: try recipe.plan(for: network, RecipeContext()))
      let index = try #require(
        drawn.parameters.firstIndex { $0.path == "l.recurrentWeight" })
      let weights = drawn.draw(seed: 5)
      let numbers = weights.tensors[index].elements.map(Double.init)
      // 7 rows of 28: products of rows over all gates and over the first.
      func row(_ i: Int, _ j: Int, _ count: Int) -> Double {
        (0..<count).reduce(0) { $0 + numbers[i * 28 + $1] * numbers[j * 28 + $1] }
      }
      let pairs = (0..<7).flatMap { i in (0..<7).map { (i, $0) } }
      return (pairs.map { row($0, $1, 28) }, pairs.map { row($0, $1, 7) })
    }
    let identity = (0..<49).map { $0 % 8 == 0 ? 1.0 : 0.0 }
    let keras = try products(KerasDefaults())
    let flax = try products(FlaxDefaults())
    for (found, expected) in zip(keras.all, identity) { #expect(abs(found - expected) < 1e-5) }
    for (found, expected) in zip(flax.first, identity) { #expect(abs(found - expected) < 1e-5) }
    #expect(abs(keras.first[0] - 1) > 0.1)
  }

  @Test("the forget gates of both directions of an imported LSTM are open in Keras")
  func directions() throws {
    let spec = try ParameterSpec.directedGateBias(2, out: 3, gates: 4)
    let law = OpenForgetGates(gates: 8).law(for: spec)
    var numbers = [Float](repeating: 7, count: 48)
    numbers.withUnsafeMutableBufferPointer {
      law.fill(
        ElementBuffer($0), from: 0, of: spec, stream: .init(seed: 1, path: "b"), threads: .shared)
    }
    let one: [Float] = [0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0] + Array(repeating: 0, count: 12)
    #expect(numbers == one + one)
    // A slice that begins within a gate has the same numbers.
    var slice = [Float](repeating: 7, count: 6)
    slice.withUnsafeMutableBufferPointer {
      law.fill(
        ElementBuffer($0), from: 7, of: spec, stream: .init(seed: 1, path: "b"), threads: .shared)
    }
    #expect(slice == Array(numbers[7..<13]))
  }

  @Test("attention is found through what moves and scales queries, other maps stay Linear")
  func attention() throws {
    let network = Network(input: [5, 24]) {
      Residual(name: "block") {
        Networks.LayerNormalization()
        MultiHeadAttention(heads: 3, keyValueHeads: 1, isCausal: true, name: "attention")
      }
      Dense(48, activation: .gelu, name: "up")
      Dense(24, name: "down")
    }
    let uses = network.parameterUses()
    var layers: [String: WeightUse.Layer] = [:]
    for (parameter, use) in zip(network.parameters, uses) {
      if case .weight(let weight) = use { layers[parameter.path] = weight.layer }
    }
    #expect(layers["block.attention.query.weight"] == .attentionInput)
    #expect(layers["block.attention.key.weight"] == .attentionInput)
    #expect(layers["block.attention.value.weight"] == .attentionInput)
    #expect(layers["block.attention.output.weight"] == .attentionOutput)
    #expect(layers["up.weight"] == .dense)
    #expect(layers["down.weight"] == .dense)
  }
}
