import Diagnoses
import Foundation
import GaussianIntegrals
import Initializers
import Networks
import Operators
import Tensors
import TestSupport
import Testing
import Threads

@Suite("Singular values of Jacobians")
struct JacobianSpectrumTests {
  private static let networks: [String: Network] = [
    "images": Network(input: [2, 6, 6]) {
      Convolution(4, kernel: 3, padding: 1, activation: .tanh, name: "first")
      BatchNormalization(name: "norm")
      Residual(activation: .silu, name: "block") { Convolution(4, kernel: 3, padding: 1) }
      AveragePooling(2)
      Flatten()
      Dense(6, activation: .softmax, name: "head")
    },
    "transformer": Network(input: [4, 5]) {
      Dense(6, name: "embed")
      Residual(name: "blocks.0") {
        LayerNormalization(name: "norm")
        MultiHeadAttention(heads: 2, name: "attention")
      }
      Residual(name: "blocks.1") {
        LayerNormalization(name: "norm")
        Dense(12, activation: .gelu, name: "wide")
        Dense(6, name: "back")
      }
      Flatten()
      Dense(5, activation: .softmax, name: "head")
    },
  ]

  private static func expectAlike(_ found: [[Double]], _ expected: [[Double]], _ what: String) {
    #expect(found.map(\.count) == expected.map(\.count), "\(what)")
    for (found, expected) in zip(found, expected) {
      // Float32 throughout: some millionths of the largest.
      for (one, other) in zip(found, expected) {
        #expect(abs(one - other) < 3e-6 * expected[0], "\(what): \(one), \(other)")
      }
    }
  }

  @Test("are those of PyTorch's, before the softmax", arguments: ["images", "transformer"])
  func golden(name: String) throws {
    let golden = try #require(try SpectraGolden.load().networks.first { $0.name == name })
    let network = try #require(Self.networks[name])
    let weights = try golden.weights(of: network)
    let spectrum = try JacobianSpectrum.measured(of: network, at: golden.arrays, weights: weights)
    Self.expectAlike(spectrum.singularValues, golden.values, name)
    #expect(!spectrum.isSketch)
    #expect(spectrum.largest == spectrum.singularValues.map { $0[0] }.max())
    #expect(spectrum.smallest == spectrum.singularValues.map { $0.last! }.min())
    #expect(spectrum.all == spectrum.all.sorted(by: >))
    guard let expected = golden.hidden else { return }
    let flatten = try #require(network.nodes.first { $0.function is Operators.Flatten })
    let hidden = try JacobianSpectrum.measured(
      of: network, at: golden.arrays, weights: weights,
      JacobianRequest(from: network.nodes[0].outputs[0], to: flatten.inputs[0]))
    Self.expectAlike(hidden.singularValues, expected, "hidden \(name)")
  }

  @Test("are the same bits on any number of threads, and with less memory nearly the same")
  func threads() throws {
    let golden = try #require(try SpectraGolden.load().networks.first { $0.name == "images" })
    let network = try #require(Self.networks["images"])
    let weights = try golden.weights(of: network)
    let one = try JacobianSpectrum.measured(
      of: network, at: golden.arrays, weights: weights, threads: .single)
    let three = try JacobianSpectrum.measured(
      of: network, at: golden.arrays, weights: weights, threads: ThreadPool(threadCount: 3))
    #expect(one.singularValues == three.singularValues)
    let small = try JacobianSpectrum.measured(
      of: network, at: golden.arrays, weights: weights, JacobianRequest(memoryLimit: 120_000))
    #expect(!small.isSketch)
    Self.expectAlike(small.singularValues, one.singularValues, "in little memory")
    let error = #expect(throws: SpectrumError.self) {
      try Self.measureInNoMemory()
    }
    #expect(error?.code == .memory)
  }

  private static func measureInNoMemory() throws {
    let network = try #require(networks["images"])
    let weights = network.draw(seed: 1)
    _ = try JacobianSpectrum.measured(
      of: network, at: ["input": uniformInput([1, 2, 6, 6])], weights: weights,
      JacobianRequest(memoryLimit: 2_000))
  }

  @Test("of orthogonal linear layers are all 1, whatever the depth")
  func isometry() throws {
    let network = try Network(
      checking: [60], Array(repeating: Dense(60, initializer: .orthogonal), count: 30))
    let weights = network.draw(seed: 3)
    let spectrum = try JacobianSpectrum.measured(
      of: network, at: ["input": uniformInput([2, 60])], weights: weights)
    #expect(spectrum.singularValues.count == 2)
    #expect(spectrum.all.allSatisfy { abs($0 - 1) < 2e-5 })
    let expected = try PredictedSpectrumTests.spectrum(network)
    #expect(expected.quantiles(7).allSatisfy { abs($0 - 1) < 1e-3 })
    #expect(abs(expected.rootMeanSquare - 1) < 1e-12)
  }

  // Mean of 12 matrices of 200 squared; the limit is reached up to about 1 / width.
  @Test("of one normal matrix have mean 8 / (3 pi) and largest near 2")
  func normalMatrix() throws {
    let network = Network(input: 200) { Dense(200, initializer: .lecunNormal) }
    var draws: [JacobianSpectrum] = []
    for seed in 1...12 {
      let weights = network.draw(seed: UInt64(seed))
      draws.append(
        try .measured(
          of: network, at: ["input": uniformInput([1, 200])], weights: weights))
    }
    let joined = JacobianSpectrum(joining: draws)
    #expect(abs(joined.mean - 0.848826363156775) < 0.003)
    #expect(abs(joined.rootMeanSquare - 1) < 0.003)
    #expect(abs(joined.largest - 2) < 0.06)
    let expected = try PredictedSpectrumTests.spectrum(network)
    #expect(abs(expected.mean - 0.848826363156775) < 2e-3)
  }

  // The standard error is that of the draws themselves.
  @Test("of deep linear layers have the mean squares that are exact at any width")
  func finiteWidth() throws {
    let (width, layers, count) = (24, 4, 200)
    let network = try Network(
      checking: [width], Array(repeating: Dense(width, initializer: .lecunNormal), count: layers))
    let seconds = try (1...count).map { seed -> Double in
      let weights = network.draw(seed: UInt64(seed))
      let spectrum = try JacobianSpectrum.measured(
        of: network, at: ["input": uniformInput([1, width])], weights: weights)
      return spectrum.all.reduce(0) { $0 + $1 * $1 * $1 * $1 } / Double(width)
    }
    let mean = seconds.reduce(0, +) / Double(count)
    let variance =
      seconds.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count * (count - 1))
    let exact = LinearJacobian(width: width, layers: layers).meanSquare
    #expect(abs(mean - exact) < 4 * variance.squareRoot())
    #expect(variance.squareRoot() < 0.05 * exact)
  }

  // Glorot & Bengio 2010, section 4.2.2: J = dz(i+1) / dz(i), about 0.5 and 0.8. The numbers by layer
  // are of another program on 300 of their images, of a mean square of 0.3707: backgrounds of one grey
  // level, evenly spread from 0.1 to 1 in magnitude, so that images differ in their length.
  @Test(
    "of layers of 1,000 tanh units have the means of Glorot and Bengio",
    arguments: [
      ("standard", [0.479, 0.490]), ("normalized", [0.749, 0.786]),
    ])
  func paper(name: String, expected: [Double]) throws {
    let initializer: any Initializer =
      name == "standard" ? VarianceScaling.standardUniform : .glorotUniform
    let network = try Network(
      checking: [1_024], (0..<5).map { _ in Self.dense(1_000, initializer) } + [Dense(9)])
    let weights = network.draw(seed: 5)
    let hidden = network.nodes.filter { $0.function is Tanh }.map { $0.outputs[0] }
    var means = [0.0, 0.0]
    let levels = [0.25, 0.55, 0.85]
    for level in levels {
      let signs = uniformInput([1, 1_024]).floats.map { Float($0 < 0 ? -level : level) }
      let moments = try network.moments(input: .init(variance: level * level))
      for (index, layer) in [0, 3].enumerated() {
        let (start, end) = (hidden[layer], hidden[layer + 1])
        let spectrum = try JacobianSpectrum.measured(
          of: network, at: ["input": StoredTensor([1, 1_024], floats: signs)], weights: weights,
          JacobianRequest(from: start, to: end))
        means[index] += spectrum.mean / Double(levels.count)
        guard
          case .known(let theory) = PredictedSpectrum.of(
            network, from: start, to: end, moments: moments)
        else {
          Issue.record("no theory")
          continue
        }
        #expect(abs(spectrum.mean - theory.mean) < 0.005, "\(spectrum.mean), \(theory.mean)")
      }
    }
    // Shapes make the images' lengths differ somewhat more.
    for (found, mean) in zip(means, expected) { #expect(abs(found - mean) < 0.02) }
  }

  private static func dense(_ width: Int, _ initializer: some Initializer) -> Dense {
    Dense(width, activation: .tanh, initializer: initializer)
  }

  @Test(
    "of deep stacks are what theory expects",
    arguments: ["relu", "tanh", "tanh, orthogonal", "gelu, narrowing"])
  func theory(name: String) throws {
    let network: Network =
      switch name {
      case "relu":
        try Network(
          checking: [300],
          (0..<4).map { _ in Dense(300, activation: .relu, initializer: .heNormal) })
      case "tanh":
        try Network(
          checking: [300],
          (0..<6).map { _ in Dense(300, activation: .tanh, initializer: .lecunNormal) })
      case "tanh, orthogonal":
        try Network(
          checking: [300],
          (0..<6).map { _ in Dense(300, activation: .tanh, initializer: .orthogonal) })
      default:
        try Network(
          checking: [400],
          [400, 300, 150].map { Dense($0, activation: .gelu, initializer: .heUniform) })
      }
    var draws: [JacobianSpectrum] = []
    for seed in 1...3 {
      let weights = network.draw(seed: UInt64(seed))
      draws.append(
        try .measured(
          of: network, at: ["input": uniformInput([2, network.inputWidth])], weights: weights))
    }
    let measured = JacobianSpectrum(joining: draws)
    let theory = try PredictedSpectrumTests.spectrum(network)
    #expect(abs(measured.rootMeanSquare / theory.rootMeanSquare - 1) < 0.05)
    #expect(abs(measured.mean / theory.mean - 1) < 0.05)
    for (one, other) in zip(measured.quantiles(10), theory.quantiles(10)) {
      #expect(abs(one - other) < 0.04 * measured.largest, "\(one), \(other)")
    }
  }

  @Test("of a sketch have the mean square of the whole and no larger value")
  func sketch() throws {
    let network = Network(input: 50) { Dense(400, activation: .tanh, initializer: .lecunNormal) }
    let weights = network.draw(seed: 2)
    let input = ["input": uniformInput([1, 50])]
    let whole = try JacobianSpectrum.measured(of: network, at: input, weights: weights)
    let sketch = try JacobianSpectrum.measured(
      of: network, at: input, weights: weights, JacobianRequest(rowLimit: 100))
    #expect(sketch.isSketch && sketch.rows == 100 && sketch.allRows == 400)
    func squares(_ spectrum: JacobianSpectrum) -> Double {
      spectrum.all.reduce(0) { $0 + $1 * $1 } / Double(spectrum.rows)
    }
    #expect(abs(squares(sketch) / squares(whole) - 1) < 0.1)
    #expect(sketch.largest < whole.largest * (1 + 1e-6))
    #expect(sketch.largest > 0.4 * whole.largest)
  }

  // What scales a layer scales the statistics after it too.
  @Test("under statistics of the examples do not see the scale of a layer before a normalization")
  func statistics() throws {
    let network = Network(input: 12) {
      Dense(20, hasBias: false, name: "scaled")
      BatchNormalization(epsilon: 1e-12)
      Dense(7)
    }
    let weights = network.draw(seed: 4)
    let input = ["input": uniformInput([40, 12])]
    let request = JacobianRequest(takesStatistics: true)
    let before = try JacobianSpectrum.measured(of: network, at: input, weights: weights, request)
    for index in weights.tensors[0].elements.indices { weights.tensors[0].elements[index] *= 10 }
    let after = try JacobianSpectrum.measured(of: network, at: input, weights: weights, request)
    for (one, other) in zip(before.all, after.all) {
      #expect(abs(one - other) < 1e-4 * before.largest)
    }
    let evaluated = try JacobianSpectrum.measured(of: network, at: input, weights: weights)
    #expect(evaluated.largest > 2 * after.largest)
    #expect(weights.tensors[1].elements.allSatisfy { $0 == 1 })
  }

  @Test("of the hidden layers lead from the first hidden value to the last")
  func hidden() throws {
    let network = Network(input: 30) {
      Dense(40, initializer: .orthogonal)
      Dense(20, initializer: .orthogonal)
      Dense(17, initializer: .orthogonal)
      Dense(5, activation: .softmax)
    }
    let trunk = Trunk(of: network, shapes: try network.shapes(batch: 3), examples: 3)
    let request = try #require(JacobianRequest(examples: 2).hidden(trunk, of: network))
    let inputs = try CheckInputs(for: network, examples: 3)
    let weights = network.draw(seed: 1)
    let spectrum = try JacobianSpectrum.measured(
      of: network, on: inputs, weights: weights, request)
    #expect(spectrum.rows == 17 && spectrum.columns == 40)
    #expect(spectrum.singularValues.count == 2)
    #expect(spectrum.largest < 1 + 1e-5)
  }

  @Test("are refused where there is no such Jacobian, with the reason")
  func refusals() throws {
    let tokens = Network(input: [5], of: .int64) { Embedding(vocabulary: 9, dimension: 3) }
    #expect(
      try Self.refusal(tokens, ["input": StoredTensor([1, 5], integers: [0, 1, 2, 3, 4])])
        == "jacobian: inputs of whole numbers alone, one of reals was expected")
    let network = Network(input: 5) { Dense(4, name: "one") }
    #expect(
      try Self.refusal(network, [:]) == "jacobian: no array for input input, one was expected")
    #expect(
      try Self.refusal(network, ["input": uniformInput([1, 6])])?.contains("5 was expected") == true
    )
  }

  private static func refusal(
    _ network: Network, _ arrays: [String: StoredTensor]
  ) throws -> String? {
    let weights = network.draw(seed: 1)
    do {
      _ = try JacobianSpectrum.measured(of: network, at: arrays, weights: weights)
      return nil
    } catch {
      return error.description
    }
  }
}
