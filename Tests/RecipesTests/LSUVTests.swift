import Initializers
import Networks
import Operators
import Tensors
import TestSupport
import Testing
import Threads

import Recipes

@Suite("Layer-sequential unit variance")
struct LSUVTests {
  /// Numbers of a normal law, examples first.
  private func examples(_ shape: Shape, deviation: Double = 1, seed: UInt64 = 9) throws
    -> StoredTensor
  {
    let numbers = try FixedLaw.normal(standardDeviation: deviation).draw(
      .bias(out: shape.count), path: "examples", seed: seed)
    return StoredTensor(shape, floats: numbers)
  }

  private struct Corrected: ~Copyable {
    let network: Network
    let weights: Weights
    let adjustments: [Adjustment]
  }

  private func corrected(
    _ network: Network, _ examples: [String: StoredTensor], seed: UInt64 = 1,
    threads: ThreadPool = .shared
  ) throws -> Corrected {
    let recipe = LSUV()
    let drawn = network.drawn(by: try recipe.plan(for: network, RecipeContext()))
    var weights = drawn.draw(seed: seed)
    let adjustments = try recipe.adjust(
      &weights, of: drawn, examples: examples, threads: threads)
    return Corrected(network: drawn, weights: weights, adjustments: adjustments)
  }

  /// The variance of what every weighted node gives, by an evaluation of its own.
  private func variances(
    _ network: Network, _ weights: borrowing Weights, _ examples: [String: StoredTensor]
  ) throws -> [String: Double] {
    let nodes = network.weightedNodes.map(\.node)
    let values = nodes.map { network.nodes[$0].outputs[0] }
    let giving = TrainingForm(of: network).network.giving(values)
    let outputs = try giving.evaluate(examples, weights: weights)
    var variances: [String: Double] = [:]
    for (node, output) in zip(nodes, outputs) {
      var numbers = [Float](repeating: 0, count: output.tensor.shape.count)
      numbers.withUnsafeMutableBufferPointer { output.tensor.copyFloats(into: $0) }
      let mean = numbers.reduce(0) { $0 + Double($1) } / Double(numbers.count)
      variances[network.nodes[node].name] =
        numbers.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(numbers.count)
    }
    return variances
  }

  private func expectUnitVariance(
    _ network: Network, _ examples: [String: StoredTensor], layers: Int,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let corrected = try corrected(network, examples)
    let variances = try variances(corrected.network, corrected.weights, examples)
    #expect(variances.count == layers, sourceLocation: sourceLocation)
    for (layer, variance) in variances {
      #expect(abs(variance - 1) < 0.02, "\(layer): \(variance)", sourceLocation: sourceLocation)
    }
    #expect(corrected.adjustments.count == layers, sourceLocation: sourceLocation)
  }

  @Test("every layer of a perceptron has output variance 1")
  func perceptron() throws {
    let network = Network(input: 35) {
      for _ in 0..<12 { Dense(50, activation: .tanh) }
      Dense(7, activation: .softmax)
    }
    try expectUnitVariance(network, ["input": examples([64, 35], deviation: 0.1)], layers: 13)
  }

  @Test("every layer of a convolutional network has it, with and without normalization")
  func convolutional() throws {
    let network = Network(input: [3, 12, 12]) {
      Convolution(16, kernel: 3, padding: 1, activation: .relu)
      Networks.BatchNormalization()
      Convolution(24, kernel: 3, stride: 2, activation: .relu)
      DepthwiseConvolution(kernel: 3, padding: 1)
      TransposedConvolution(8, kernel: 2, stride: 2, activation: .relu)
      Flatten()
      Dense(5)
    }
    try expectUnitVariance(network, ["input": examples([16, 3, 12, 12])], layers: 5)
  }

  @Test("every layer of residual branches has it")
  func residual() throws {
    let network = Network(input: 35) {
      Dense(40, activation: .relu)
      for _ in 0..<5 {
        Residual(activation: .relu) {
          Dense(40, activation: .relu)
          Dense(40)
        }
      }
      Dense(3)
    }
    try expectUnitVariance(network, ["input": examples([32, 35], deviation: 3)], layers: 12)
  }

  @Test("layers are corrected in the order of execution, whatever the order of declaration")
  func order() throws {
    var plan = NetworkPlan()
    let x = plan.input(named: "x", lengths: [nil, 35])
    // Declared from the last to the first; LSUV-pytorch, which follows that order, leaves the last
    // layer of such a model at a deviation of 7.07.
    var weights: [Network.Value] = []
    for layer in (0..<4).reversed() {
      weights.append(
        try plan.parameter(
          "\(layer).weight", .dense(in: layer == 0 ? 35 : 50, out: 50),
          drawnBy: VarianceScaling.glorotNormal))
    }
    var y = x
    for (layer, weight) in weights.reversed().enumerated() {
      y = try plan.apply(Affine(), to: [y, weight], name: "\(layer)")[0]
      y = try plan.apply(ReLU(), to: [y], name: "\(layer)")[0]
    }
    let network = plan.network(outputs: [("y", y, .float32)])
    try expectUnitVariance(network, ["x": examples([48, 35], deviation: 5)], layers: 4)
    let found = try corrected(network, ["x": examples([48, 35])]).adjustments.map(\.parameter)
    #expect(found == ["0.weight", "1.weight", "2.weight", "3.weight"])
  }

  @Test("a weight that several layers share is corrected once, where it is used first")
  func shared() throws {
    var plan = NetworkPlan()
    let x = plan.input(named: "x", lengths: [nil, 20])
    let weight = try plan.parameter(
      "shared", .dense(in: 20, out: 20), drawnBy: FixedLaw.orthogonal)
    let first = try plan.apply(Affine(), to: [x, weight], name: "first")[0]
    let bent = try plan.apply(ReLU(), to: [first], name: "bend")[0]
    let second = try plan.apply(Affine(), to: [bent, weight], name: "second")[0]
    let network = plan.network(outputs: [("y", second, .float32)])
    let corrected = try corrected(network, ["x": examples([64, 20], deviation: 2)])
    #expect(corrected.adjustments.map(\.parameter) == ["shared"])
    let variances = try variances(
      corrected.network, corrected.weights, ["x": examples([64, 20], deviation: 2)])
    #expect(abs(try #require(variances["first"]) - 1) < 1e-5)
    #expect(abs(try #require(variances["second"]) - 1) > 0.2)
  }

  @Test("with unit variance already there is nothing to do")
  func nothing() throws {
    // Orthonormal rows keep the variance of white data.
    let network = Network(input: 40) { Dense(40) }
    let array = try examples([20_000, 40])
    let corrected = try corrected(network, ["input": array])
    let drawn = corrected.network.draw(seed: 1)
    #expect(corrected.adjustments.map(\.factor) == [1])
    let isSame = corrected.weights.tensors[0].elements.elementsEqual(drawn.tensors[0].elements)
    #expect(isSame)
  }

  @Test("of a linear chain the first factor is 1 over the deviation of the data, the others 1")
  func published() throws {
    // What the paper's algorithm gives by hand for square orthonormal layers.
    let network = Network(input: 30) { for _ in 0..<6 { Dense(30) } }
    let corrected = try corrected(network, ["input": examples([4000, 30], deviation: 4)])
    #expect(abs(corrected.adjustments[0].factor - 0.25) < 0.0025)
    #expect(corrected.adjustments.dropFirst().allSatisfy { $0.factor == 1 })
  }

  @Test("a mean in the data counts as none of its variance")
  func mean() throws {
    let network = Network(input: 30) { Dense(30) }
    let noise = try examples([500, 30])
    var numbers = [Float](repeating: 0, count: 15_000)
    numbers.withUnsafeMutableBufferPointer { noise.copyFloats(into: $0) }
    let shifted = StoredTensor([500, 30], floats: numbers.map { $0 + 10 })
    try expectUnitVariance(network, ["input": shifted], layers: 1)
  }

  @Test("the number of threads changes nothing")
  func threads() throws {
    let network = Network(input: [3, 12, 12]) {
      Convolution(16, kernel: 3, activation: .relu)
      Flatten()
      Dense(5)
    }
    let array = try examples([16, 3, 12, 12])
    let one = try corrected(network, ["input": array], threads: .single)
    let three = try corrected(network, ["input": array], threads: ThreadPool(threadCount: 3))
    for (a, b) in zip(one.weights.tensors, three.weights.tensors) {
      let isSame = a.elements.elementsEqual(b.elements)
      #expect(isSame)
    }
  }

  @Test("states of recurrent layers stay orthonormal")
  func recurrent() throws {
    let network = Network(input: [6, 9]) { LSTM(12, name: "l") }
    let corrected = try corrected(network, ["input": examples([32, 6, 9])])
    #expect(corrected.adjustments.map(\.parameter) == ["l.inputWeight"])
    let drawn = corrected.network.draw(seed: 1)
    let isSame = corrected.weights.tensors[1].elements.elementsEqual(drawn.tensors[1].elements)
    #expect(isSame)
  }

  @Test("examples that say nothing are refused, and no weight becomes infinite")
  func refusals() throws {
    let network = Network(input: 3) {
      Dense(4, activation: .relu)
      Dense(2)
    }
    let nan = StoredTensor([2, 3], floats: [1, 2, .nan, 4, 5, 6])
    for (array, sentence) in [
      (
        StoredTensor([2, 3], floats: Array(repeating: 0, count: 6)),
        "examples: 2 of zeros alone, at least 2 that differ were expected"
      ),
      (
        StoredTensor([2, 3], floats: [1, 2, 3, 1, 2, 3]),
        "examples: 2 alike, at least 2 that differ were expected"
      ),
      (
        StoredTensor([1, 3], floats: [1, 2, 3]),
        "examples: 1, at least 2 that differ were expected"
      ),
      (
        nan,
        "examples: input input has numbers that are not finite, finite ones were expected"
      ),
    ] {
      var weights = network.draw(seed: 1)
      let error = #expect(throws: RecipeError.self) {
        _ = try LSUV().adjust(&weights, of: network, examples: ["input": array])
      }
      #expect(error?.code == .data)
      #expect(error?.description == sentence)
      let areFinite = weights.areFinite
      #expect(areFinite)
    }
  }

  @Test("a layer that sees only closed units is refused by its name")
  func dead() throws {
    let network = Network(input: 3) {
      Dense(4, activation: .relu, biasInitializer: .constant(-1000), name: "closed")
      Dense(2, name: "behind")
    }
    var weights = network.draw(seed: 1)
    let array = try examples([8, 3])
    let error = #expect(throws: RecipeError.self) {
      _ = try LSUV().adjust(&weights, of: network, examples: ["input": array])
    }
    #expect(error?.code == .data)
    #expect(
      error?.description
        == "layer behind: one number and no other on all examples, outputs that differ were expected"
    )
    let areFinite = weights.areFinite
    #expect(areFinite)
  }
}
