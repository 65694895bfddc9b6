import Foundation
import Initializers
import Networks
import Operators
import Tensors
import Testing
import TestSupport

@Suite("Moments of chains, sums and products")
struct CoreMomentTests {
  /// Weights of variance 2 / fan in, normal.
  static let he = VarianceScaling.heNormal
  static let lecun = VarianceScaling.lecunNormal

  @Test(
    "an activation between two maps, forward and backward",
    arguments: OperatorCatalog.activations.map { $0.name }.filter { $0 != "softmax" })
  func activations(spelled: String) throws {
    let activation = try OperatorCatalog.activation(spelled: spelled)
    let network = Network(input: 35) {
      Dense(99, activation: activation, initializer: Self.lecun)
      Dense(35, initializer: Self.lecun)
    }
    // Differences see the jump of a function, gradients do not.
    try expectMoments(
      network, draws: 400, gradientElements: spelled == "thresholdedReLU" ? 0 : 12,
      comment: spelled)
  }

  @Test("a chain of ReLU with He's weights keeps the mean square to nine digits")
  func he() throws {
    let network = Network(input: 35) {
      for depth in 0..<100 {
        Dense(depth % 2 == 0 ? 99 : 35, activation: .relu, initializer: Self.he)
      }
    }
    let moments = try network.moments()
    for node in network.nodes where node.function is Affine {
      #expect(abs(moments[node.outputs[0]].secondMoment - 2) < 2e-9)
    }
  }

  // theory: σ_b² = 0.05, σ_w² = 1.760954639607 has q* = 0.5700478816408 and χ = 1 (mpmath, 25
  // digits).
  @Test("tanh at the edge of chaos reaches its length, and the gradient keeps its own")
  func edge() throws {
    let bias = try FixedLaw.normal(standardDeviation: 0.05.squareRoot())
    let weight = VarianceScaling(scale: 1.760954639607, mode: .fanIn, distribution: .normal)
    let network = Network(input: 64) {
      for _ in 0..<120 {
        Dense(64, activation: .tanh, initializer: weight, biasInitializer: bias)
      }
    }
    let moments = try network.moments()
    let maps = network.nodes.filter { $0.function is Affine }
    #expect(abs(moments[maps[119].outputs[0]].secondMoment - 0.5700478816408) < 1e-9)
    let late = try #require(moments.gradient(maps[110].outputs[0]))
    let early = try #require(moments.gradient(maps[60].outputs[0]))
    #expect(abs(early.secondMoment / late.secondMoment - 1) < 1e-6)
  }

  @Test("a residual sum of a value and a branch of it")
  func residual() throws {
    let network = Network(input: 35) {
      Dense(99, activation: .tanh, initializer: Self.lecun)
      Residual {
        Dense(99, activation: .relu, initializer: Self.he)
        Dense(99, initializer: Self.lecun)
      }
    }
    try expectMoments(network, draws: 600, gradientElements: 8, slack: 0.02)
  }

  /// A plan with one map of fresh normal weights, and a map to the output after what `body` adds.
  static func trunk(
    width: Int = 99, bias: Double = 0,
    _ body: (inout NetworkPlan, Network.Value) throws -> Network.Value
  ) throws -> Network {
    var plan = NetworkPlan()
    let x = plan.input(named: "x", lengths: [nil, 35])
    let trunk = try plan.map(x, 35, width, "trunk", bias: bias)
    let value = try body(&plan, trunk)
    let length = plan.shape(of: value).lengths.last!
    let y = try plan.map(value, length, 35, "head")
    return plan.network(outputs: [("y", y, .float32)])
  }

  @Test("x sigmoid(x) from parts is one function, forward and backward")
  func swish() throws {
    let network = try Self.trunk(bias: 0.3) { plan, x in
      let gate = try plan.apply(Sigmoid(), to: [x], name: "gate")[0]
      return try plan.apply(Operators.Mul(), to: [x, gate], name: "product")[0]
    }
    try expectMoments(network, draws: 500, gradientElements: 12)
  }

  @Test("hard swish and GELU from parts")
  func parts() throws {
    let hard = try Self.trunk { plan, x in
      let three = plan.constant(StoredTensor([], floats: [3]))
      let sixth = plan.constant(StoredTensor([], floats: [1 / 6]))
      let moved = try plan.apply(Operators.Add(), to: [x, three], name: "a")[0]
      let cut = try plan.apply(Clip(lower: 0, upper: 6), to: [moved], name: "b")[0]
      let small = try plan.apply(Operators.Mul(), to: [cut, sixth], name: "c")[0]
      return try plan.apply(Operators.Mul(), to: [x, small], name: "d")[0]
    }
    try expectMoments(hard, draws: 300, gradientElements: 12, comment: "hard swish")
    let gelu = try Self.trunk { plan, x in
      let root = plan.constant(StoredTensor([], floats: [0.5 * Float(2).squareRoot()]))
      let one = plan.constant(StoredTensor([], floats: [1]))
      let half = plan.constant(StoredTensor([], floats: [0.5]))
      let small = try plan.apply(Operators.Mul(), to: [x, root], name: "a")[0]
      let erf = try plan.apply(Erf(), to: [small], name: "b")[0]
      let sum = try plan.apply(Operators.Add(), to: [erf, one], name: "c")[0]
      let product = try plan.apply(Operators.Mul(), to: [x, sum], name: "d")[0]
      return try plan.apply(Operators.Mul(), to: [product, half], name: "e")[0]
    }
    try expectMoments(gelu, draws: 300, gradientElements: 12, comment: "gelu")
    // gains.json: E gelu² at variance 1, 18 digits by mpmath.
    let moments = try gelu.moments()
    let value = gelu.nodes.first { $0.name == "e" }!.outputs[0]
    #expect(abs(moments[value].secondMoment - 0.425221482570299) < 1e-7)
  }

  @Test("two heads on one trunk, added: their covariance is kept")
  func heads() throws {
    let network = try Self.trunk(bias: 0.2) { plan, x in
      let a = try plan.apply(ReLU(), to: [x], name: "relu")[0]
      let b = try plan.apply(Tanh(), to: [x], name: "tanh")[0]
      let c = try plan.apply(Exp(), to: [b], name: "exp")[0]
      let sum = try plan.apply(Operators.Sub(), to: [a, b], name: "difference")[0]
      return try plan.apply(Operators.Add(), to: [sum, c], name: "sum")[0]
    }
    try expectMoments(network, draws: 500, gradientElements: 12)
  }

  @Test("functions of two different sums of the same two maps")
  func mixed() throws {
    let network = try Self.trunk { plan, x in

      let other = try plan.map(x, 99, 99, "other")
      let sum = try plan.apply(Operators.Add(), to: [x, other], name: "sum")[0]
      let difference = try plan.apply(Operators.Sub(), to: [x, other], name: "difference")[0]
      let a = try plan.apply(Sigmoid(), to: [sum], name: "a")[0]
      let b = try plan.apply(Tanh(), to: [difference], name: "b")[0]
      let c = try plan.apply(ReLU(), to: [x], name: "c")[0]
      let first = try plan.apply(Operators.Add(), to: [a, b], name: "first")[0]
      return try plan.apply(Operators.Add(), to: [first, c], name: "second")[0]
    }
    // The second map sees a length that strays by 2 / 99.
    try expectMoments(network, draws: 500, gradientElements: 12, slack: 0.02)
  }

  @Test("a product of two maps of one input, as a gated unit has")
  func gated() throws {
    var plan = NetworkPlan()
    let x = plan.input(named: "x", lengths: [nil, 35])
    let a = try plan.map(x, 35, 99, "gate")
    let gate = try plan.apply(SiLU(), to: [a], name: "silu")[0]
    let b = try plan.map(x, 35, 99, "up", bias: 0.4)
    let product = try plan.apply(Operators.Mul(), to: [gate, b], name: "product")[0]
    let y = try plan.map(product, 99, 35, "head")
    let network = plan.network(outputs: [("y", y, .float32)])
    try expectMoments(network, draws: 600, gradientElements: 12)
  }

  @Test("constant weights make all units alike, zeros make zeros")
  func constants() throws {
    let network = Network(input: 35) {
      Dense(99, activation: .relu, initializer: Self.he)
      Dense(35, initializer: FixedLaw.constant(0.1))
    }
    // Units that add up 99 means; the mean square counts all pairs of them.
    try expectMoments(network, draws: 2000)
    let zeros = Network(input: 35) {
      Dense(99, activation: .tanh, initializer: Self.lecun)
      Dense(35, initializer: .zeros)
    }
    let moments = try zeros.moments()
    #expect(moments[zeros.outputs[0].value].secondMoment == 0)
    #expect(moments.gradient(zeros.parameters[0].value) == nil)
  }

  @Test("weights with a mean, whose gradients backward are not exact, and say so")
  func positive() throws {
    let network = Network(input: 35) {
      Dense(99, activation: .relu, initializer: Self.he)
      Dense(35, initializer: try! FixedLaw.normal(mean: 0.05, standardDeviation: 0.1))
    }
    try expectMoments(network, draws: 1500)
    let moments = try network.moments()
    #expect(moments.gradient(network.nodes[1].outputs[0])?.isExact == true)
    #expect(moments.gradient(network.inputs[0].value)?.isExact == false)
  }
}

extension NetworkPlan {
  /// A map of fresh normal weights of variance 1 / `inputs`, and a normal bias or one of zeros.
  mutating func map(
    _ x: Network.Value, _ inputs: Int, _ units: Int, _ path: String, bias: Double = 0
  ) throws -> Network.Value {
    var operands = [
      x,
      try parameter(
        "\(path).weight", .dense(in: inputs, out: units), drawnBy: VarianceScaling.lecunNormal),
    ]
    // The gradient of a bias of zeros is that of the output, no weights between.
    operands.append(
      try parameter(
        "\(path).bias", .bias(out: units),
        drawnBy: bias > 0 ? try FixedLaw.normal(standardDeviation: bias) : .constant(0)))
    return try apply(Affine(), to: operands, name: path)[0]
  }
}
