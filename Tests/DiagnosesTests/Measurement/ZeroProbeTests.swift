import Diagnoses
import Initializers
import Networks
import Operators
import Tensors
import Testing
import Threads

@Suite("What is zero by design")
struct ZeroProbeTests {
  private func read(
    _ network: Network, gradients: Bool = true
  ) throws -> (Measurer, Measurer.Reading) {
    let measurer = try Measurer(
      network, inputs: CheckInputs(for: network, examples: 16),
      options: .init(usesBatchStatistics: true))
    return (measurer, measurer.reading(of: network.draw(seed: 3), seed: 3))
  }

  private func gradient(
    _ network: Network, _ reading: Measurer.Reading, ofNode name: String
  ) throws -> Double {
    let node = try #require(network.nodes.last { $0.name == name || $0.name.hasSuffix(".\(name)") })
    return try #require(reading.values[node.outputs[0].index]?.gradientSecondMoment)
  }

  @Test("Behind a head of zeros gradients are those of a head that is drawn")
  func head() throws {
    func network(_ head: some Initializer) -> Network {
      Network(input: 24) {
        Dense(256, activation: .tanh, initializer: .lecunNormal, name: "hidden")
        Dense(64, activation: .softmax, initializer: head, name: "head")
      }
    }
    let (zero, drawn) = (network(.zeros), network(.lecunNormal))
    let (_, reading) = try read(zero)
    let (_, expected) = try read(drawn)
    #expect(reading.probed.map { zero.parameters[$0].path } == ["head.weight"])
    #expect(expected.probed.isEmpty)
    // Sums over 64 outputs of draws: sqrt(2 / 64 / 256 / 16 ...), under 3 % each.
    let ratio =
      try gradient(zero, reading, ofNode: "hidden") / gradient(drawn, expected, ofNode: "hidden")
    #expect(abs(ratio - 1) < 0.15)
    // Forward, the head is what it is.
    let value = zero.nodes.last { $0.name == "head" && $0.function is Affine }!.outputs[0]
    #expect(reading.values[value.index]?.secondMoment == 0)
    #expect(reading.values[value.index]?.deadFraction == 1)
    #expect(reading.values[value.index]?.correlation == 1)
  }

  @Test("Beside a residual connection probes are seen inside the branch alone")
  func branches() throws {
    func network(_ last: some Initializer) -> Network {
      Network(input: 32) {
        Dense(32, initializer: .lecunNormal, name: "stem")
        for block in 0..<6 {
          Residual {
            Dense(32, activation: .tanh, initializer: .lecunNormal, name: "inner\(block)")
            Dense(32, initializer: last, name: "last\(block)")
          }
        }
        Dense(8, initializer: .lecunNormal, name: "head")
      }
    }
    let zero = network(.zeros)
    let (_, reading) = try read(zero)
    #expect(
      Set(
        reading.probed.map {
          zero.parameters[$0].path.split(separator: ".").suffix(2).joined(separator: ".")
        })
        == Set((0..<6).map { "last\($0).weight" }))
    // Without branches the stem's gradient is the head's, passed on.
    let plain = Network(input: 32) {
      Dense(32, initializer: .lecunNormal, name: "stem")
      Dense(8, initializer: .lecunNormal, name: "head")
    }
    let (_, expected) = try read(plain)
    let stem = try gradient(zero, reading, ofNode: "stem")
    let other = try gradient(plain, expected, ofNode: "stem")
    // The same weights and cotangents' law; only the cotangents' stream is another.
    #expect(abs(stem / other - 1) < 0.5)
    let inner = try gradient(zero, reading, ofNode: "inner3")
    #expect(inner > 0 && inner < stem)
    for number in reading.probed { #expect(try #require(reading.parameterGradients[number]) > 0) }
    let before = zero.parameters.firstIndex { $0.path.hasSuffix("inner3.weight") }!
    #expect(try #require(reading.parameterGradients[before]) > 0)
  }

  @Test("Zeros between two weights are no design")
  func planted() throws {
    let network = Network(input: 16) {
      Dense(20, activation: .relu, initializer: .heNormal, name: "one")
      Dense(20, activation: .relu, initializer: .zeros, name: "two")
      Dense(4, initializer: .heNormal, name: "three")
    }
    let (_, reading) = try read(network)
    #expect(reading.probed.isEmpty)
    #expect(try gradient(network, reading, ofNode: "one") == 0)
  }

  @Test("A scale of zeros after the last normalization of a branch and a lone factor are designs")
  func gates() throws {
    let network = Network(input: [4, 6, 6]) {
      Residual {
        Convolution(4, kernel: 3, padding: .same, initializer: .heNormal, name: "conv")
        BatchNormalization(initializer: .zeros, name: "norm")
      }
      Flatten()
      Dense(3, name: "head")
    }
    let (_, reading) = try read(network)
    #expect(reading.probed.map { network.parameters[$0].path } == ["layers.0.norm.weight"])
    #expect(try gradient(network, reading, ofNode: "conv") > 0)
    var plan = NetworkPlan()
    let x = plan.input(named: "x", lengths: [nil, 6])
    let weight = try plan.parameter(
      "weight", .dense(in: 6, out: 6), drawnBy: .lecunNormal)
    let gate = try plan.parameter("gate", stored: StoredTensor([], floats: [0]))
    let mapped = try plan.apply(MatMul(), to: [x, weight], name: "map")[0]
    let gated = try plan.apply(Operators.Mul(), to: [mapped, gate], name: "gate")[0]
    let sum = try plan.apply(Operators.Add(), to: [x, gated], name: "sum")[0]
    let rezero = plan.network(outputs: [("y", sum, .float32)])
    let (_, found) = try read(rezero)
    #expect(found.probed.map { rezero.parameters[$0].path } == ["gate"])
    #expect(try gradient(rezero, found, ofNode: "map") > 0)
  }
}
