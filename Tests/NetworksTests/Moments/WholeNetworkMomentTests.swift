import Foundation
import Initializers
import Networks
import Operators
import Tensors
import Testing
import TestSupport

#if canImport(Glibc)
  import Glibc
#endif

/// Whole networks: the output's moments and every gradient within the stated share of what draws say.
@Suite("Moments of whole networks")
struct WholeNetworkMomentTests {
  static let he = VarianceScaling.heNormal
  static let lecun = VarianceScaling.lecunNormal

  /// The output and gradients of a network, within `error` of draws besides their standard error.
  private func expectOutput(
    _ network: Network, draws: Int, error: Double, gradientError: Double? = nil,
    comment: String
  ) throws {
    try expectMoments(
      network, draws: draws, gradientElements: 3, slack: error, gradientSlack: gradientError,
      skipping: Set(0..<network.nodes.count - 1), comment: comment)
  }

  @Test("a residual block of convolutions")
  func residualBlock() throws {
    let network = Network(input: [6, 5, 8]) {
      Convolution(16, kernel: 3, padding: .same, activation: .relu, initializer: Self.he)
      Residual(activation: .relu) {
        Convolution(16, kernel: 3, padding: .same, activation: .relu, initializer: Self.he)
        Convolution(16, kernel: 3, padding: .same, initializer: Self.lecun)
      }
      GlobalAveragePooling()
      Dense(20, initializer: Self.lecun)
    }
    try expectOutput(network, draws: 300, error: 0.08, gradientError: 0.1, comment: "residual")
  }

  @Test("a transformer block with attention before a gated unit")
  func transformerBlock() throws {
    let network = Network(input: [6, 32]) {
      Dense(32, initializer: Self.lecun)
      Residual {
        RMSNormalization()
        MultiHeadAttention(heads: 4, isCausal: true, initializer: Self.lecun)
      }
      Residual {
        RMSNormalization()
        GatedLinearUnit(48, initializer: Self.lecun)
        Dense(32, initializer: Self.lecun)
      }
      Dense(20, initializer: Self.lecun)
    }
    try expectOutput(
      network, draws: 300, error: 0.08, gradientError: 0.2, comment: "transformer")
  }

  @Test("LSTM over four steps")
  func lstm() throws {
    let network = Network(input: [4, 16]) {
      LSTM(32, givesSequence: false, initializer: Self.lecun, recurrentInitializer: Self.lecun)
      Dense(20, initializer: Self.lecun)
    }
    try expectOutput(network, draws: 300, error: 0.08, gradientError: 0.2, comment: "lstm")
  }

  @Test("a gated unit")
  func gated() throws {
    let network = Network(input: 35) {
      Dense(48, initializer: Self.lecun)
      GatedLinearUnit(64, initializer: Self.lecun)
      Dense(20, initializer: Self.lecun)
    }
    try expectOutput(network, draws: 400, error: 0.03, gradientError: 0.05, comment: "gated")
  }

  @Test("numbers of a file are predicted by their mean and variance, not exactly")
  func file() throws {
    let drawn = Network(input: 64) {
      Dense(256, activation: .relu, initializer: Self.he)
      Dense(256, initializer: Self.lecun)
    }
    let weights = drawn.draw(seed: 3, threads: .single)
    var plan = NetworkPlan()
    var x = plan.input(named: "x", lengths: [nil, 64])
    for (number, tensor) in weights.tensors.enumerated() where tensor.shape.rank == 2 {
      let floats = (0..<tensor.shape.count).map { tensor.pointer[$0] }
      let weight = try plan.parameter(
        "w\(number)", stored: StoredTensor(tensor.shape, floats: floats))
      x = try plan.apply(Affine(), to: [x, weight], name: "map\(number)")[0]
      if number == 0 { x = try plan.apply(ReLU(), to: [x], name: "relu")[0] }
    }
    let network = plan.network(outputs: [("y", x, .float32)])
    let input = InputMoments(correlation: 0.3, isNormal: true)
    let a = try network.moments(input: input)[network.outputs[0].value]
    let b = try drawn.moments(input: input)[drawn.outputs[0].value]
    #expect(abs(a.secondMoment / b.secondMoment - 1) < 0.03)
    #expect(abs(a.correlation - b.correlation) < 0.02)
    #expect(!a.isExact)
    #expect(b.isExact)
  }

  @Test("seventy billion weights in a second and under 200 MB, the same every time")
  func large() throws {
    var layers: [any Layer] = [Embedding(vocabulary: 128_256, dimension: 8192)]
    for _ in 0..<80 {
      layers.append(
        Residual {
          RMSNormalization()
          MultiHeadAttention(heads: 64, keyValueHeads: 8, isCausal: true, hasBias: false)
        })
      layers.append(
        Residual {
          RMSNormalization()
          GatedLinearUnit(28_672)
          Dense(8192, hasBias: false)
        })
    }
    layers += [RMSNormalization(), Dense(128_256, hasBias: false)] as [any Layer]
    let network = try Network(checking: [128], of: .int64, layers)
    #expect(network.parameters.reduce(0) { $0 + $1.shape.count } > 69_000_000_000)
    func seconds() -> Double {
      var time = timespec()
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
    }
    let start = seconds()
    let moments = try network.moments()
    #expect(seconds() - start < 1)
    let value = moments[network.outputs[0].value]
    #expect(value.secondMoment.isFinite && value.secondMoment > 0)
    #expect(try network.moments()[network.outputs[0].value] == value)
  }
}
