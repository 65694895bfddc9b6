import Initializers
import Networks
import Operators
import Tensors
import Testing

import Recipes

@Suite("One initializer as a recipe")
struct InitializerRecipeTests {
  private let recipe = InitializerRecipe(VarianceScaling.heNormal)

  /// Elements of every parameter by path.
  private func numbers(_ network: Network, seed: UInt64 = 3) -> [String: [Float]] {
    let weights = network.draw(seed: seed)
    var numbers: [String: [Float]] = [:]
    for (parameter, tensor) in zip(network.parameters, weights.tensors) {
      numbers[parameter.path] = Array(tensor.elements)
    }
    return numbers
  }

  @Test("networks of the builder get the bits that one initializer for their weights gives")
  func builder() throws {
    let networks = [
      Network(input: 35) {
        Dense(99, activation: .relu, biasInitializer: .constant(0.5))
        Dense(10)
      },
      Network(input: [6, 9, 9]) {
        Convolution(8, kernel: 3, activation: .relu)
        Networks.BatchNormalization(initializer: .constant(2))
        DepthwiseConvolution(kernel: 3)
        TransposedConvolution(4, kernel: 2, stride: 2)
      },
      Network(input: [5], of: .int64) {
        Networks.Embedding(vocabulary: 11, dimension: 12)
        PositionalEmbedding()
        LSTM(12, biasInitializer: .forgetGateBias(1, gate: 2))
        MultiHeadAttention(heads: 3)
        GatedLinearUnit(7)
        Networks.LayerNormalization()
      },
    ]
    for network in networks {
      let drawn = network.drawn(by: try recipe.plan(for: network, RecipeContext()))
      let expected = try network.withWeights(drawnBy: recipe.initializer)
      #expect(numbers(drawn) == numbers(expected))
    }
  }

  /// A network as a model file has it: numbers and no laws.
  private func file() throws -> Network {
    var plan = NetworkPlan()
    func stored(_ path: String, _ lengths: [Int]) throws -> Network.Value {
      let shape = Shape(lengths)
      let numbers = (0..<shape.count).map { Float(3 + $0) }
      return try plan.parameter(path, stored: StoredTensor(shape, floats: numbers))
    }
    let x = plan.input(named: "x", lengths: [nil, 3, 5, 5])
    var y = try plan.apply(
      Conv(), to: [x, stored("conv.weight", [4, 3, 3, 3]), stored("conv.bias", [4])], name: "conv")[
        0]
    y = try plan.apply(
      Operators.BatchNormalization(),
      to: [
        y, stored("bn.weight", [4]), stored("bn.bias", [4]), stored("bn.mean", [4]),
        stored("bn.variance", [4]),
      ], name: "bn")[0]
    y = try plan.apply(PReLU(), to: [y, stored("slope", [4, 1, 1])], name: "prelu")[0]
    y = try plan.apply(Operators.Reshape([0, 0, -1]), to: [y], name: "reshape")[0]
    y = try plan.apply(MatMul(), to: [y, stored("up.weight", [9, 7])], name: "up")[0]
    y = try plan.apply(Operators.Add(), to: [stored("up.bias", [7]), y], name: "up")[0]
    // A normalization in parts.
    let mean = try plan.apply(ReduceMean(ReductionAxes([-1])), to: [y], name: "norm")[0]
    let centered = try plan.apply(Sub(), to: [y, mean], name: "norm")[0]
    let square = try plan.apply(Mul(), to: [centered, centered], name: "norm")[0]
    let variance = try plan.apply(
      ReduceMean(ReductionAxes([-1])), to: [square], name: "norm")[0]
    let root = try plan.apply(Sqrt(), to: [variance], name: "norm")[0]
    y = try plan.apply(Div(), to: [centered, root], name: "norm")[0]
    y = try plan.apply(Mul(), to: [y, stored("norm.weight", [7])], name: "norm")[0]
    y = try plan.apply(Operators.Add(), to: [y, stored("norm.bias", [7])], name: "norm")[0]
    y = try plan.apply(Operators.Add(), to: [y, stored("table", [4, 7])], name: "table")[0]
    y = try plan.apply(Div(), to: [y, stored("divisor", [])], name: "divisor")[0]
    y = try plan.apply(MatMul(), to: [y, stored("last.weight", [7, 6])], name: "last")[0]
    y = try plan.apply(Operators.Add(), to: [y, stored("positions", [1, 4, 6])], name: "last")[0]
    return plan.network(outputs: [("y", y, .float32)])
  }

  @Test("nothing that a file has learned stays, but for what nothing declares")
  func fresh() throws {
    let network = try file()
    let plan = try recipe.plan(for: network, RecipeContext())
    let drawn = numbers(network.drawn(by: plan))
    let constants: [String: Float] = [
      "conv.bias": 0, "bn.weight": 1, "bn.bias": 0, "bn.mean": 0, "bn.variance": 1, "slope": 0.25,
      "up.bias": 0, "norm.weight": 1, "norm.bias": 0,
    ]
    for (path, value) in constants {
      let isConstant = try #require(drawn[path]).allSatisfy { $0 == value }
      #expect(isConstant, "\(path)")
    }
    for path in ["conv.weight", "up.weight"] {
      let isDrawn = try #require(drawn[path]).allSatisfy { abs($0) < 2 }
      #expect(isDrawn, "\(path)")
    }
    #expect(drawn["table"] == (0..<28).map { Float(3 + $0) })
    #expect(drawn["divisor"] == [3])
    let positions = try #require(drawn["positions"])
    #expect(positions.allSatisfy { abs($0) < 4 } && Set(positions).count == 24)
    let kept = zip(network.parameters, plan.entries).filter { $1.law == nil }.map(\.0.path)
    #expect(kept == ["table", "divisor"])
    #expect(zip(network.parameters, plan.entries).allSatisfy { !$1.reason.isEmpty })
  }

  @Test("frameworks give the file's biases and normalizations what is theirs")
  func frameworks() throws {
    let network = try file()
    let pytorch = network.drawn(by: try PyTorchDefaults().plan(for: network, RecipeContext()))
    let drawn = numbers(pytorch)
    // Linear(9, 7) adds its bias within 1 / 3, a 3 × 3 convolution of 3 channels within 1 / sqrt(27).
    let (linear, convolution) = (try #require(drawn["up.bias"]), try #require(drawn["conv.bias"]))
    #expect(linear.allSatisfy { abs($0) < 1 / 3 } && Set(linear).count == 7)
    #expect(convolution.allSatisfy { abs($0) < 0.1925 } && Set(convolution).count == 4)
    #expect(drawn["slope"] == [0.25, 0.25, 0.25, 0.25])
    #expect(drawn["bn.variance"] == [1, 1, 1, 1])
    #expect(drawn["norm.bias"] == Array(repeating: 0, count: 7))
  }

  @Test("tables are drawn with variance 1, and 1 over their width where they are tied to a map")
  func tables() throws {
    func network(isTied: Bool) throws -> Network {
      var plan = NetworkPlan()
      let tokens = plan.input(named: "tokens", lengths: [nil, 5], type: .int64)
      let table = try plan.parameter(
        "table", stored: .filled(type: .float32, shape: [99, 35], value: 7))
      var y = try plan.apply(Gather(), to: [table, tokens], name: "look up")[0]
      if isTied {
        y = try plan.apply(MatMul(transposesRight: true), to: [y, table], name: "logits")[0]
      }
      return plan.network(outputs: [("y", y, .float32)])
    }
    for (isTied, variance) in [(false, 1.0), (true, 1 / 35.0)] {
      let network = try network(isTied: isTied)
      let entry = try #require(try recipe.plan(for: network, RecipeContext()).entries.first)
      let law = try #require(entry.law as? Normal)
      #expect(abs(law.standardDeviation - variance.squareRoot()) < 1e-12)
    }
  }

  @Test("what is looked up to multiply, and fixed sines and cosines, are no embeddings")
  func fixedTables() throws {
    var plan = NetworkPlan()
    let places = plan.input(named: "places", lengths: [nil, 5], type: .int64)
    let x = plan.input(named: "x", lengths: [nil, 5, 6])
    func table(_ path: String, _ number: (Int, Int) -> Double) throws -> Network.Value {
      let numbers = (0..<60).map { Float(number($0 / 6, $0 % 6)) }
      return try plan.parameter(path, stored: StoredTensor([10, 6], floats: numbers))
    }
    // Pairs of a sine and a cosine in whole steps of 90 degrees, as mean squares are concerned.
    let wave = { (row: Int, column: Int) in (row + column) % 2 == 0 ? 1.0 : 0.0 }
    let cosines = try plan.apply(Gather(), to: [table("cosines", wave), places], name: "l")[0]
    let turned = try plan.apply(Mul(), to: [x, cosines], name: "turn")[0]
    let rows = try plan.apply(
      Gather(), to: [table("rows") { Double($0 * $1) }, places], name: "rows")[0]
    let sines = try plan.apply(
      StridedSlice([.init(axis: 0, start: 0, end: 5)]), to: [table("sines", wave)], name: "s")[0]
    let learned = try plan.apply(
      StridedSlice([.init(axis: 0, start: 0, end: 5)]),
      to: [table("learned") { Double($0 + $1) }], name: "s")[0]
    var y = try plan.apply(Operators.Add(), to: [rows, sines], name: "sum")[0]
    y = try plan.apply(Operators.Add(), to: [y, learned], name: "sum")[0]
    y = try plan.apply(Operators.Add(), to: [y, turned], name: "sum")[0]
    let network = plan.network(outputs: [("y", y, .float32)])
    let entries = try recipe.plan(for: network, RecipeContext()).entries
    let kept = zip(network.parameters, entries).filter { $1.law == nil }.map(\.0.path)
    #expect(Set(kept) == ["cosines", "sines"])
  }

  @Test("an initializer that cannot draw a weight is refused by the weight's name")
  func refusal() {
    let network = Network(input: 3) { Dense(4, name: "hidden") }
    let error = #expect(throws: RecipeError.self) {
      _ = try InitializerRecipe(VarianceScaling.glorotUniform.scaled(byGain: -1)).plan(
        for: network, RecipeContext())
    }
    #expect(error?.code == .parameter)
    #expect(
      error?.description
        == "hidden.weight: gain: -1.0, a finite number that is at least 0 was expected")
  }
}
