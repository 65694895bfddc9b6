import Initializers
import Networks
import Operators
import Recipes
import Tensors
import Testing
import Threads

@Suite("Weights corrected by examples")
struct MeasuredCorrectionTests {
  private func examples(_ shape: Shape, mean: Double = 0) throws -> StoredTensor {
    let numbers = try FixedLaw.normal(mean: mean, standardDeviation: 1).draw(
      .bias(out: shape.count), path: "examples", seed: 4)
    return StoredTensor(shape, floats: numbers)
  }

  /// The mean square of the first output of a node.
  private func square(
    ofNode node: Int, _ network: Network, _ weights: borrowing Weights, _ array: StoredTensor
  ) throws -> Double {
    let output = try network.giving([network.nodes[node].outputs[0]]).evaluate(
      ["input": array], weights: weights)[0].tensor
    var numbers = [Float](repeating: 0, count: output.shape.count)
    numbers.withUnsafeMutableBufferPointer { output.copyFloats(into: $0) }
    return numbers.reduce(0) { $0 + Double($1) * Double($1) } / Double(numbers.count)
  }

  @Test("layers with biases reach targets of their own in one round")
  func targets() throws {
    let network = Network(input: 35) {
      Dense(50, activation: .tanh, biasInitializer: .constant(0.5))
      Dense(40, activation: .relu, biasInitializer: try! .normal(standardDeviation: 0.7))
      Dense(30)
    }
    let array = try examples([64, 35], mean: 1)
    let nodes = network.weightedNodes.map(\.node)
    let targets = [nodes[0]: 0.4, nodes[1]: 8, nodes[2]: 1e-6]
    var weights = network.draw(seed: 2)
    var correction = MeasuredCorrection()
    correction.mostRounds = 1
    let found = try correction.adjust(
      &weights, of: network, targets: targets, examples: ["input": array])
    #expect(found.count == 3)
    for (node, target) in targets {
      let square = try square(ofNode: node, network, weights, array)
      #expect(abs(square / target - 1) < 1e-4, "\(node): \(square)")
    }
    // Biases stay as they were drawn.
    let drawn = network.draw(seed: 2)
    for bias in [1, 3, 5] {
      let isSame = weights.tensors[bias].elements.elementsEqual(drawn.tensors[bias].elements)
      #expect(isSame)
    }
  }

  @Test("layers without a target stay as they are")
  func untouched() throws {
    let network = Network(input: 35) {
      Dense(50, activation: .tanh)
      Dense(40)
    }
    let last = network.weightedNodes[1].node
    var weights = network.draw(seed: 2)
    let found = try MeasuredCorrection().adjust(
      &weights, of: network, targets: [last: 3], examples: ["input": examples([9, 35])])
    #expect(found.map(\.parameter) == ["layers.1.weight"])
    let drawn = network.draw(seed: 2)
    let isSame = weights.tensors[0].elements.elementsEqual(drawn.tensors[0].elements)
    #expect(isSame)
  }

  @Test("a bias that alone gives more than the target leaves the weights alone")
  func bias() throws {
    let network = Network(input: 35) { Dense(50, biasInitializer: .constant(2)) }
    var weights = network.draw(seed: 2)
    let found = try MeasuredCorrection().adjust(
      &weights, of: network, targets: [network.weightedNodes[0].node: 1],
      examples: ["input": examples([9, 35])])
    #expect(found[0].factor == 1)
    #expect(found[0].reason == "its bias alone gives more than 1")
    let drawn = network.draw(seed: 2)
    let isSame = weights.tensors[0].elements.elementsEqual(drawn.tensors[0].elements)
    #expect(isSame)
  }

  @Test("ends that start at zero by design are left alone, and so is what sees nothing but them")
  func zeroByDesign() throws {
    let network = Network(input: 35) {
      Residual {
        Dense(35, activation: .relu, name: "up")
        Dense(35, initializer: .zeros, name: "end")
      }
      Dense(20, initializer: .zeros, name: "gate")
      Dense(10, name: "behind")
    }
    let nodes = network.weightedNodes.map(\.node)
    var weights = network.draw(seed: 2)
    let found = try MeasuredCorrection().adjust(
      &weights, of: network, targets: Dictionary(uniqueKeysWithValues: nodes.map { ($0, 2.0) }),
      examples: ["input": examples([9, 35])])
    #expect(found.map(\.parameter).count == 4)
    #expect(found[0].factor != 1)
    #expect(found[1].reason == "zero by design" && found[1].factor == 1)
    #expect(found[2].reason == "zero by design")
    #expect(found[3].reason == "behind what is zero by design" && found[3].factor == 1)
    let areFinite = weights.areFinite
    #expect(areFinite)
  }

  @Test("weights that are normalized before use are left as they were drawn")
  func normalizedWeight() throws {
    var plan = NetworkPlan()
    let x = plan.input(named: "input", lengths: [nil, 12])
    let weight = try plan.parameter(
      "weight", .dense(in: 12, out: 9), drawnBy: VarianceScaling.heNormal)
    let length = try plan.apply(ReduceL2(ReductionAxes([0])), to: [weight], name: "length")[0]
    let unit = try plan.apply(Div(), to: [weight, length], name: "unit")[0]
    let y = try plan.apply(Affine(), to: [x, unit], name: "layer")[0]
    let network = plan.network(outputs: [("y", y, .float32)])
    let node = try #require(network.weightedNodes.first).node
    var weights = network.draw(seed: 2)
    let found = try MeasuredCorrection().adjust(
      &weights, of: network, targets: [node: 7], examples: ["input": examples([9, 12])])
    #expect(found[0].factor == 1)
    #expect(found[0].reason == "its output does not follow the size of its weight")
    let drawn = network.draw(seed: 2)
    let isSame = weights.tensors[0].elements.elementsEqual(drawn.tensors[0].elements)
    #expect(isSame)
  }

  @Test("a weight that a file has transposed or reshaped is corrected through that")
  func movedWeight() throws {
    var plan = NetworkPlan()
    let x = plan.input(named: "input", lengths: [nil, 12])
    let weight = try plan.parameter(
      "weight", .dense(in: 12, out: 9, layout: .pytorch), drawnBy: VarianceScaling.heNormal)
    let moved = try plan.apply(Operators.Transpose([1, 0]), to: [weight], name: "moved")[0]
    let y = try plan.apply(MatMul(), to: [x, moved], name: "layer")[0]
    let z = try plan.apply(ReLU(), to: [y], name: "bent")[0]
    let network = plan.network(outputs: [("z", z, .float32)])
    let node = try #require(network.weightedNodes.first).node
    let array = try examples([9, 12])
    var weights = network.draw(seed: 2)
    let found = try MeasuredCorrection().adjust(
      &weights, of: network, targets: [node: 7], examples: ["input": array])
    #expect(found.map(\.parameter) == ["weight"])
    #expect(abs(try square(ofNode: node, network, weights, array) / 7 - 1) < 1e-4)
  }

  @Test("numbers that overflow on the way are refused by the layer's name")
  func overflow() throws {
    let network = Network(input: 35) {
      Dense(50, initializer: try! .normal(standardDeviation: 1e30), name: "huge")
      Dense(50, initializer: try! .normal(standardDeviation: 1e30), name: "beyond")
    }
    let last = network.weightedNodes[1].node
    var weights = network.draw(seed: 2)
    let array = try examples([9, 35])
    let error = #expect(throws: RecipeError.self) {
      _ = try MeasuredCorrection().adjust(
        &weights, of: network, targets: [last: 1], examples: ["input": array])
    }
    #expect(
      error?.description
        == "layer beyond: numbers that are not finite on the examples, finite ones were expected")
  }
}
