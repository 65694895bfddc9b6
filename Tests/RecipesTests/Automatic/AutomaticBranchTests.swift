import Initializers
import NetworkZoo
import Networks
import Operators
import Recipes
import TestSupport
import Tensors
import Testing
import Threads

/// Residual branches and logits, held to drawn networks and to laws that the recipe does not use.
@Suite("Recipe auto: branches and logits")
struct AutomaticBranchTests {
  /// The mean squares of some values over draws of the weights, on normal inputs of a given variance.
  private func measured(
    _ network: Network, _ values: [Network.Value], variance: Double = 1, examples: Int = 8,
    draws: Int = 4
  ) throws -> [Double] {
    let form = TrainingForm(of: network).network
    var sums = [Double](repeating: 0, count: values.count)
    for seed in 0..<draws {
      let weights = form.draw(seed: UInt64(seed))
      let space = try Workspace(
        form, batch: examples, weights: weights, threads: .shared, keepsValues: true)
      var numbers = Draws(seed: UInt64(seed) + 50)
      for index in space.input.elements.indices {
        space.input.elements[index] = Float(variance.squareRoot() * ZooNetwork.normal(&numbers))
      }
      space.runForward()
      for (place, value) in values.enumerated() {
        let x = space.values[value.index].elements
        sums[place] += x.reduce(0) { $0 + Double($1) * Double($1) } / Double(x.count)
      }
    }
    return sums.map { $0 / Double(draws) }
  }

  private func outputs(_ network: Network, where isWanted: (Network.Node) -> Bool) -> [Network
    .Value]
  {
    network.nodes.filter(isWanted).map { $0.outputs[0] }
  }

  @Test("gradients of a branch's two layers are alike, and branches add up to e as before")
  func balanced() throws {
    let network = Network(input: 64) {
      Dense(64)
      for _ in 0..<25 {
        Residual {
          Activate(.relu)
          Dense(64, activation: .relu)
          Dense(64)
        }
      }
      Activate(.relu)
      Dense(10)
    }
    let (plan, drawn) = try network.automatic()
    let moments = try drawn.moments()
    let trunk = try Trunk(drawn, moments)
    #expect(abs(trunk.growth - 2.718) < 0.1, "\(trunk.growth)")
    // Between homogeneous functions weight times gradient is the same sum in every layer (S. Du, W. Hu,
    // J. Lee, NeurIPS 2018): gradients are as large as each other where weights are.
    let variances = zip(plan.entries, network.parameters).filter { $1.spec?.role == .weight }
      .map { $0.law!.variance(of: $1.spec!) }
    #expect(abs(variances[1] / variances[2] - 1) < 1e-6)
    for block in 0..<25 {
      let ratio = variances[1 + 2 * block] / variances[2 + 2 * block]
      #expect(ratio <= 1.001 && ratio > 0.13, "\(block): \(ratio)")
    }
    let inner = outputs(drawn) { $0.name.hasSuffix(".layers.1") && $0.function is Affine }
    #expect(inner.count == 25)
    for value in inner {
      #expect(abs(moments[value].secondMoment - 1 / 25.0.squareRoot()) < 1e-6)
    }
  }

  @Test("branches with a normalization, and functions of one scale, are left as they are")
  func unbalanced() throws {
    let network = Network(input: 64) {
      Dense(64)
      for _ in 0..<9 {
        Residual {
          LayerNormalization()
          Dense(64, activation: .relu)
          Dense(64)
        }
        Residual {
          Dense(64, activation: .gelu)
          Dense(64)
        }
      }
      Dense(10)
    }
    let plan = try network.automatic().plan
    #expect(plan.entries.allSatisfy { !$0.reason.contains("^(") })
  }

  @Test("an input twice as long as usual does not run away through gated branches")
  func gated() throws {
    let network = Network(input: 64) {
      Dense(96)
      for _ in 0..<30 {
        Residual {
          GatedLinearUnit(96)
          Dense(96)
        }
      }
      Dense(10)
    }
    let (plan, drawn) = try network.automatic()
    #expect(plan.entries.contains { $0.reason.contains("1/30²") })
    let sums = outputs(drawn) { $0.function is Operators.Add && !$0.name.hasSuffix("bias") }
    let last: [Network.Value] = [try #require(sums.last)]
    let usual = try measured(drawn, last)[0]
    let long = try measured(drawn, last, variance: 2.5)[0]
    // With shares of 1/n the squared length has no bound from 1.58 times the usual one on.
    #expect(long / usual < 3.5, "\(long / usual)")
  }

  @Test("gates of sigmoids and functions from parts are no products that grow")
  func bounded() throws {
    let parts = try #require(Activations.deep.first { $0.name == "silu of parts" }).layer
    let network = Network(input: 64) {
      Dense(64)
      for _ in 0..<6 {
        Residual {
          GatedLinearUnit(64, activation: .sigmoid)
          Dense(64)
        }
        Residual {
          Dense(64)
          parts
          Dense(64)
        }
      }
      Dense(10)
    }
    let plan = try network.automatic().plan
    #expect(plan.entries.allSatisfy { !$0.reason.contains("²,") })
  }

  @Test("deep padded convolutions of small images keep the mean square, as measured")
  func borders() throws {
    let network = Network(input: [16, 6, 6]) {
      for _ in 0..<16 {
        Convolution(64, kernel: 3, padding: 1, activation: .leakyReLU(slope: 0.7))
      }
      GlobalAveragePooling()
      Dense(10)
    }
    let drawn = try network.automatic().network
    let maps = outputs(drawn) { $0.function is Conv }
    let found = try measured(drawn, [maps[0], maps[15]])
    // Theory that spreads the loss at borders over the image lets 12 % too much a layer through: 5.5.
    #expect(abs(found[0] - 1) < 0.15 && found[1] > 0.6 && found[1] < 1.6, "\(found)")
  }

  @Test("logits tell examples apart also behind a mean over positions")
  func logits() throws {
    let pooled = Network(input: [8, 8, 8]) {
      Convolution(64, kernel: 3, padding: 1)
      BatchNormalization()
      Activate(.relu)
      GlobalAveragePooling()
      Dense(10)
    }
    let flat = Network(input: 64) {
      Dense(128, activation: .relu)
      Dense(10)
    }
    for (network, least, most) in [(pooled, 2.0, 5.0), (flat, 0.7, 1.3)] {
      let drawn = try network.automatic().network
      let found = try measured(drawn, [drawn.outputs[0].value], examples: 16, draws: 12)[0]
      #expect(found > least && found < most, "\(found)")
    }
  }

  @Test("weights before a normalization are one over fan in, at any scale of trunk and data")
  func normalized() throws {
    let network = Network(input: [3, 8, 8]) {
      Convolution(16, kernel: 3, padding: 1)
      BatchNormalization()
      for _ in 0..<6 {
        Residual(activation: .relu) {
          Convolution(16, kernel: 3, padding: 1)
          BatchNormalization()
          Activate(.relu)
          Convolution(16, kernel: 3, padding: 1)
          BatchNormalization()
        }
      }
      GlobalAveragePooling()
      Dense(10)
    }
    for variance in [0.1, 1, 100] {
      let plan = try network.automatic(.init(input: .init(variance: variance))).plan
      for (entry, parameter) in zip(plan.entries, network.parameters) {
        guard let spec = parameter.spec, spec.role == .weight, spec.fans.fanIn != 16 else {
          continue
        }
        #expect(abs(entry.law!.variance(of: spec) * spec.fans.fanIn - 1) < 1e-6)
      }
    }
    // Too little for an epsilon of 1e-5.
    let small = try network.automatic(.init(input: .init(variance: 1e-6))).network
    let first = small.nodes.first { $0.function is Conv }!.outputs[0]
    #expect(try measured(small, [first], variance: 1e-6)[0] > 0.005)
  }

  @Test("normalizations that end branches keep a trunk from growing with its blocks, as measured")
  func factors() throws {
    let network = Network(input: [16, 8, 8]) {
      for _ in 0..<20 {
        Residual {
          Convolution(16, kernel: 3, padding: 1)
          BatchNormalization()
          Activate(.relu)
          Convolution(16, kernel: 3, padding: 1)
          BatchNormalization()
        }
      }
      GlobalAveragePooling()
      Dense(10)
    }
    let drawn = try network.automatic().network
    let sums = outputs(drawn) { $0.function is Operators.Add }
    let found = try measured(drawn, [sums[0], sums[9], sums[19]])
    // (1 + 1/20)^20, where factors of 1 give 21.
    #expect(abs(found[0] - 1.05) < 0.1 && found[2] > 2.2 && found[2] < 3.2, "\(found)")
    #expect(abs(found[1] - found[2].squareRoot()) < 0.3)
  }
}
