import Diagnoses
import Initializers
import Networks
import Operators
import Tensors
import Testing
import Threads

@Suite("Measuring")
struct MeasurerTests {
  private func measurer(
    _ network: Network, examples: Int = 32, threads: Int = 2
  ) throws -> Measurer {
    try Measurer(
      network, inputs: CheckInputs(for: network, examples: examples),
      options: .init(usesBatchStatistics: true), threads: ThreadPool(threadCount: threads))
  }

  // Values that are cut into several parts, in both arrangements.
  private var images: Network {
    Network(input: [3, 33, 31]) {
      Convolution(24, kernel: 3, padding: .same, activation: .tanh, initializer: .heNormal)
      BatchNormalization()
      Convolution(16, kernel: 3, activation: .relu, initializer: .heNormal)
      Flatten()
      Dense(10, activation: .softmax, initializer: .heNormal)
    }
  }

  @Test("Readings have the same bits on any number of threads")
  func threads() throws {
    let one = try measurer(images, threads: 1).reading(of: images.draw(seed: 1), seed: 4)
    let five = try measurer(images, threads: 5).reading(of: images.draw(seed: 1), seed: 4)
    #expect(one.values == five.values)
    #expect(one.parameterGradients == five.parameterGradients)
  }

  @Test("A second reading of the same draw is the same, after another in between")
  func again() throws {
    let measurer = try measurer(images)
    let first = measurer.reading(of: images.draw(seed: 1), seed: 4)
    let other = measurer.reading(of: images.draw(seed: 2), seed: 5)
    let second = measurer.reading(of: images.draw(seed: 1), seed: 4)
    #expect(first.values == second.values)
    #expect(first.values != other.values)
  }

  @Test("NaN and infinity are seen where they begin and after")
  func nonfinite() throws {
    let network = Network(input: 8) {
      Dense(8, activation: .tanh, initializer: .heNormal, name: "one")
      Dense(8, activation: .tanh, initializer: .heNormal, name: "two")
      Dense(2, initializer: .heNormal, name: "three")
    }
    for number in [Float.nan, .infinity] {
      let weights = network.draw(seed: 0)
      weights.tensors[2].elements[5] = number
      let values = try measurer(network).reading(of: weights).values
      func isFinite(_ name: String) -> Bool {
        let node = network.nodes.first { $0.name == name }!
        return values[node.outputs[0].index]!.isFinite
      }
      #expect(values[network.inputs[0].value.index]!.isFinite)
      #expect(!isFinite("two"))
    }
  }

  @Test("An operator without a gradient leaves forward figures and a sentence")
  func noGradient() throws {
    var plan = NetworkPlan()
    let x = plan.input(named: "x", lengths: [nil, 6])
    let weight = try plan.parameter("w", .dense(in: 6, out: 6), drawnBy: .heNormal)
    let y = try plan.apply(MatMul(), to: [x, weight], name: "map")[0]
    let z = try plan.apply(NoGradient(), to: [y], name: "other")[0]
    let network = plan.network(outputs: [("z", z, .float32)])
    let measurer = try measurer(network)
    #expect(!measurer.measuresGradients)
    #expect(measurer.remarks.count == 1 && measurer.remarks[0].contains("other"))
    let reading = measurer.reading(of: network.draw(seed: 0))
    #expect(reading.values[y.index]!.secondMoment > 0)
    #expect(reading.values[y.index]!.gradientSecondMoment == nil)
    #expect(reading.parameterGradients == [nil])
  }

  @Test("What takes more memory than there may be is refused")
  func memory() throws {
    var options = Measurer.Options(usesBatchStatistics: true)
    options.memoryLimit = 1 << 20
    let network = Network(input: 64) {
      for _ in 0..<4 { Dense(2048, activation: .relu, initializer: .heNormal) }
    }
    let inputs = try CheckInputs(for: network)
    do {
      _ = try Measurer(network, inputs: inputs, options: options)
      Issue.record("nothing was thrown")
    } catch {
      #expect(error.code == .memory)
    }
  }

  @Test("Gradients start before a final softmax or sigmoid, of each output")
  func logits() throws {
    var plan = NetworkPlan()
    let x = plan.input(named: "x", lengths: [nil, 6])
    let weight = try plan.parameter("w", .dense(in: 6, out: 6), drawnBy: .heNormal)
    let y = try plan.apply(MatMul(), to: [x, weight], name: "map")[0]
    let turned = try plan.apply(Operators.Reshape([-1, 2, 3]), to: [y], name: "shape")[0]
    let soft = try plan.apply(Softmax(axis: -1), to: [turned], name: "soft")[0]
    let flat = try plan.apply(Operators.Reshape([-1, 6]), to: [soft], name: "flat")[0]
    let gate = try plan.apply(Sigmoid(), to: [y], name: "gate")[0]
    let curve = try plan.apply(Tanh(), to: [y], name: "tanh")[0]
    let network = plan.network(outputs: [
      ("a", flat, .float32), ("b", gate, .float32), ("c", curve, .float32),
    ])
    #expect(try measurer(network).seeds == [turned, y, curve])
  }

  @Test("Slopes fall under a twentieth of the largest where mathematics says")
  func saturation() throws {
    // acosh(sqrt(20)); log of the larger root of s (1 - s) = 1 / 80; sqrt(20) - 1; sqrt(log 20).
    let expected: [(any Operator, Float)] = [
      (Tanh(), 2.1782722), (Sigmoid(), 4.3565444), (Softsign(), 3.4721360), (Erf(), 1.7308184),
      (HardSigmoid(), 3), (Clip(lower: -2, upper: 2), 2),
    ]
    for (function, bound) in expected {
      let found = try #require(Saturation.bounds(of: function))
      #expect(abs(found.upperBound - bound) < 1e-5 && abs(found.lowerBound + bound) < 1e-5)
    }
    #expect(Saturation.bounds(of: ReLU()) == nil)
    #expect(Saturation.bounds(of: Clip(lower: 0, upper: 6)) == nil)
  }

  @Test("Several draws give their median and Student's interval")
  func estimates() throws {
    // scipy.stats.t.interval(0.95, 3, mean, sem) of 1, 2, 4, 7 and of their logarithms.
    let plain = try #require(Estimate(draws: [4, 1, 7, 2], error: nil))
    #expect(plain.value == 3)
    #expect(abs(plain.interval.lowerBound + 0.70998) < 1e-3)
    #expect(abs(plain.interval.upperBound - 7.70998) < 1e-3)
    let positive = try #require(Estimate(positiveDraws: [4, 1, 7, 2], logError: nil))
    #expect(abs(positive.interval.lowerBound - 0.71394) < 1e-4)
    #expect(abs(positive.interval.upperBound - 10.48171) < 1e-4)
    let one = try #require(Estimate(positiveDraws: [2], logError: 0.1))
    #expect(abs(one.interval.upperBound / 2.433 - 1) < 1e-3)
    #expect(Estimate(draws: [.nan], error: nil) == nil)
    #expect(Estimate(positiveDraws: [0, 2], logError: nil)?.interval == 0...2)
  }

  @Test("Ten draws of He's ReLU network agree with theory")
  func theory() throws {
    let network = Network(input: 99) {
      for _ in 0..<4 { Dense(335, activation: .relu, initializer: .heNormal) }
      Dense(35, activation: .softmax, initializer: .heNormal)
    }
    let measurer = try measurer(network)
    let measurement = Measurement(measurer, draws: 10, seed: 1) { network.draw(seed: $0) }
    let theory = try network.giving(measurer.seeds).moments(batch: 32)
    for node in network.nodes where !(node.function is Softmax) {
      let value = node.outputs[0].index
      let figures = try #require(measurement.figures(of: value))
      let predicted = theory.values[value]
      // Var log q is 5 / 335 a layer at the most.
      #expect(abs(figures.secondMoment.value / predicted.secondMoment - 1) < 0.15)
      #expect(try abs(#require(figures.correlation).value - predicted.correlation) < 0.03)
      let gradient = try #require(figures.gradientSecondMoment)
      let square = try #require(theory.gradients[value]).secondMoment
      #expect(abs(gradient.value / square - 1) < 0.2, "\(node.name)")
    }
  }

  @Test("of large values cosines are taken of some parts, and are those of all")
  func parts() throws {
    let network = Network(input: [3, 96, 96]) {
      Convolution(48, kernel: 3, padding: .same, activation: .relu, initializer: .heNormal)
      GlobalAveragePooling()
    }
    let inputs = try CheckInputs(for: network, examples: 6)
    let weights = network.draw(seed: 4)
    let measurer = try Measurer(network, inputs: inputs, options: .init(usesBatchStatistics: true))
    let reading = measurer.reading(of: weights, seed: 4)
    let values = network.nodes.prefix(2).map { $0.outputs[0] }
    let arrays = inputs.arrays(for: network, seed: 4)
    let outputs = try network.giving(values).evaluate(arrays, weights: weights)
    for (value, output) in zip(values, outputs) {
      let numbers = output.tensor.floats.map(Double.init)
      let each = numbers.count / 6
      #expect(each > 400_000)
      var cosines: [Double] = []
      for i in 0..<6 {
        for j in 0..<i {
          var (product, first, second) = (0.0, 0.0, 0.0)
          for place in 0..<each {
            let (x, y) = (numbers[i * each + place], numbers[j * each + place])
            product += x * y
            first += x * x
            second += y * y
          }
          cosines.append(product / (first * second).squareRoot())
        }
      }
      let mean = cosines.reduce(0, +) / Double(cosines.count)
      let found = try #require(reading.values[value.index]?.correlation)
      #expect(abs(found - mean) < 0.02, "\(found) \(mean)")
    }
  }
}

/// An operator that does nothing and has no gradient.
private struct NoGradient: Operator {
  static let name = "noGradient"
  func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] { inputs }
  func forward(_ call: ForwardCall) {
    for index in call.input.elements.indices {
      call.output.elements[index] = call.input.elements[index]
    }
  }
}
