import Initializers
import Networks
import Operators
import Recipes
import Tensors
import Testing

@Suite("Recipe auto: what must not matter, and what must")
struct AutomaticInvarianceTests {
  private func variances(_ network: Network, _ context: RecipeContext = .init()) throws
    -> [String: Double]
  {
    let plan = try network.automatic(context).plan
    return Dictionary(
      uniqueKeysWithValues: zip(plan.entries, network.parameters).map { entry, parameter in
        let spec = parameter.spec ?? .bias(out: parameter.shape.count)
        return (parameter.path, entry.law?.variance(of: spec) ?? -1)
      })
  }

  private func block(_ names: [String], swapped: Bool) throws -> Network {
    var plan = NetworkPlan()
    plan.input(named: "x", lengths: [nil, 48], type: .float32)
    try Dense(64, activation: .gelu, name: names[0]).lower(into: &plan, path: names[0])
    let trunk = plan.last
    var branches: [Network.Value] = []
    for name in swapped ? [names[2], names[1]] : [names[1], names[2]] {
      plan.last = trunk
      try Dense(80, activation: .relu, name: name).lower(into: &plan, path: name)
      try Dense(64, name: "\(name)2").lower(into: &plan, path: "\(name)2")
      branches.append(plan.last)
    }
    plan.last = trunk
    for branch in swapped ? branches.reversed() : branches {
      plan.last = try plan.apply(Add(), to: [branch, plan.last], name: "sum")[0]
    }
    try Dense(10, name: "head").lower(into: &plan, path: "head")
    return plan.network(outputs: [("y", plan.last, .float32)])
  }

  @Test("names change nothing, and the order in which branches are written neither")
  func names() throws {
    let plain = try variances(try block(["a", "b", "c"], swapped: false))
    let renamed = try variances(try block(["z", "y", "x"], swapped: false))
    for (old, new) in [("a", "z"), ("b", "y"), ("c", "x"), ("b2", "y2"), ("c2", "x2")] {
      #expect(plain["\(old).weight"] == renamed["\(new).weight"])
    }
    let swapped = try variances(try block(["a", "b", "c"], swapped: true))
    for (path, variance) in plain {
      let other = try #require(swapped[path])
      #expect(abs(other - variance) <= 1e-12 * variance, "\(path)")
    }
  }

  @Test("the scale of the data is taken up by the first layer alone")
  func scale() throws {
    let network = Network(input: 50) {
      for _ in 0..<4 { Dense(64, activation: .tanh) }
      Dense(10)
    }
    let usual = try variances(network)
    let large = try variances(network, RecipeContext(input: .init(variance: 100)))
    for (path, variance) in usual {
      let expected = path == "layers.0.weight" ? variance / 100 : variance
      #expect(abs(try #require(large[path]) - expected) <= 1e-9 * expected, "\(path)")
    }
  }

  @Test("a mean of the data is told, because no weights can take it away")
  func mean() throws {
    let network = Network(input: 50) { Dense(10) }
    let plan = try network.automatic(.init(input: .init(mean: 3, variance: 1))).plan
    #expect(plan.limits.contains { $0.contains("subtract the mean") })
    #expect(throws: RecipeError.self) {
      try network.automatic(.init(input: .init(mean: 0, variance: 0)))
    }
  }

  @Test("parameters of normalizations, biases and numbers that are no weights are filled")
  func fills() throws {
    let network = Network(input: [3, 8, 8]) {
      Convolution(8, kernel: 3, padding: 1)
      BatchNormalization()
      Activate(.relu)
      Convolution(8, kernel: 3, padding: 1)
      GroupNormalization(groups: 2)
      GlobalAveragePooling()
      Dense(4)
    }
    let plan = try network.automatic().plan
    #expect(plan.entries.count == network.parameters.count)
    for (entry, parameter) in zip(plan.entries, network.parameters) {
      #expect(entry.law != nil, "\(parameter.path)")
      #expect(!entry.reason.isEmpty)
      let isFactor =
        parameter.path.hasSuffix("Variance") || parameter.spec?.role == .normalizationScale
      let law = entry.law as? Constant
      if parameter.spec?.role != .weight { #expect(law?.value == (isFactor ? 1 : 0)) }
    }
    let weights = network.drawn(by: plan).draw(seed: 1)
    for (tensor, parameter) in zip(weights.tensors, network.parameters)
    where parameter.path.hasSuffix("runningVariance") {
      #expect(tensor.elements.allSatisfy { $0 == 1 })
    }
  }

  @Test("weights that layers share get one law, right on geometric average")
  func shared() throws {
    var plan = NetworkPlan()
    plan.input(named: "x", lengths: [nil, 64], type: .float32)
    let weight = try plan.parameter("w", .dense(in: 64, out: 64), drawnBy: .lecunNormal)
    // One use sees the input, the other what ReLU halves.
    let first = try plan.apply(Affine(), to: [plan.last, weight], name: "first")[0]
    let bent = try plan.apply(ReLU(), to: [first], name: "relu")[0]
    plan.last = try plan.apply(Affine(), to: [bent, weight], name: "second")[0]
    let network = plan.network(outputs: [("y", plan.last, .float32)])
    let found = try #require(try variances(network)["w"])
    #expect(abs(found * 64 - 2.0.squareRoot()) < 1e-9, "\(found * 64)")
  }

  @Test(
    "a graph of matrix products and sums, as files have it, gets the laws of the layers it means")
  func operators() throws {
    var plan = NetworkPlan()
    plan.input(named: "x", lengths: [nil, 40], type: .float32)
    for (index, width) in [64, 64, 64, 8].enumerated() {
      let before = plan.shape(of: plan.last)[1]
      let weight = try plan.parameter(
        "w\(index)", stored: .filled(type: .float32, shape: [before, width], value: 0.5))
      let bias = try plan.parameter(
        "b\(index)", stored: .filled(type: .float32, shape: [width], value: 3))
      try plan.apply(MatMul(), to: [plan.last, weight], name: "product\(index)")
      try plan.apply(Add(), to: [plan.last, bias], name: "sum\(index)")
      if index < 3 { try plan.apply(GELU(), to: [plan.last], name: "gelu\(index)") }
    }
    let file = plan.network(outputs: [("y", plan.last, .float32)])
    let layers = Network(input: 40) {
      for _ in 0..<3 { Dense(64, activation: .gelu) }
      Dense(8)
    }
    let (found, expected) = (try variances(file), try variances(layers))
    for index in 0..<4 {
      #expect(found["w\(index)"] == expected["layers.\(index).weight"])
      #expect(found["b\(index)"] == expected["layers.\(index).bias"])
    }
  }
}
