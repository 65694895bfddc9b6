import Foundation
import Initializers
import NetworkZoo
import Networks
import Operators
import Recipes
import Tensors
import Testing

/// Graphs that are no chains.
@Suite("Recipe auto: graphs")
struct AutomaticGraphTests {
  private func reasons(_ network: Network) throws -> [String: String] {
    let plan = try network.automatic().plan
    return Dictionary(
      uniqueKeysWithValues: zip(network.parameters, plan.entries).map { ($0.path, $1.reason) })
  }

  @Test(
    "the last layer of each of n residual branches adds a share of 1/n, so that the trunk grows by e"
  )
  func residual() throws {
    for count in [1, 10, 40] {
      let network = Network(input: 64) {
        Dense(64)
        for _ in 0..<count {
          Residual {
            Dense(96, activation: .relu)
            Dense(64)
          }
        }
        Dense(10)
      }
      let drawn = try network.automatic().network
      let moments = try drawn.moments()
      let trunk = try Trunk(drawn, moments)
      let expected = pow(1 + 1 / Double(count), Double(count))
      #expect(abs(trunk.growth - expected) < 1e-6, "\(count): \(trunk.growth)")
    }
  }

  @Test("branches in branches count by themselves")
  func nested() throws {
    let network = Network(input: 64) {
      Dense(64)
      for _ in 0..<3 {
        Residual {
          Dense(64, activation: .relu)
          Residual {
            Dense(64, activation: .relu)
            Dense(64)
          }
          Residual {
            Dense(64, activation: .relu)
            Dense(64)
          }
          Dense(64)
        }
      }
      Dense(10)
    }
    let reasons = try reasons(network)
    #expect(reasons["layers.1.layers.1.layers.1.weight"]?.contains("1/2") == true)
    #expect(reasons["layers.1.layers.3.weight"]?.contains("1/3") == true)
  }

  @Test("skips of a U-Net and concatenations of a DenseNet are no residual sums")
  func joins() throws {
    let unet = Zoo.network(named: "U-Net")
    #expect(try reasons(unet.network).values.allSatisfy { !$0.contains("residual") })
    let dense = Network(input: [8, 8, 8]) {
      for _ in 0..<3 {
        Concatenate(axis: 0) {
          Block {}
          Convolution(8, kernel: 3, padding: 1, activation: .relu)
        }
      }
      GlobalAveragePooling()
      Dense(10)
    }
    #expect(try reasons(dense).values.allSatisfy { !$0.contains("residual") })
  }

  @Test("logits of attention have a mean square of 1 at most, with a scale and without")
  func attention() throws {
    for scales in [true, false] {
      var plan = NetworkPlan()
      plan.input(named: "x", lengths: [nil, 12, 64], type: .float32)
      let x = plan.last
      var parts: [Network.Value] = []
      for name in ["q", "k", "v"] {
        plan.last = x
        try Dense(64, name: name).lower(into: &plan, path: name)
        parts.append(plan.last)
      }
      if scales {
        let factor = plan.constant(.filled(type: .float32, shape: [], value: 0.125))
        parts[0] = try plan.apply(Mul(), to: [parts[0], factor], name: "scale")[0]
      }
      let turned = try plan.apply(Transpose([0, 2, 1]), to: [parts[1]], name: "turn")[0]
      let logits = try plan.apply(MatMul(), to: [parts[0], turned], name: "logits")[0]
      let rows = try plan.apply(Softmax(axis: -1), to: [logits], name: "rows")[0]
      plan.last = try plan.apply(MatMul(), to: [rows, parts[2]], name: "means")[0]
      try Dense(64, name: "out").lower(into: &plan, path: "out")
      let network = plan.network(outputs: [("y", plan.last, .float32)])
      let drawn = try network.automatic().network
      let node = try #require(drawn.nodes.first { $0.name == "logits" })
      let moments = try drawn.moments()
      #expect(abs(moments[node.outputs[0]].secondMoment - 1) < 0.06)
      #expect(abs(moments[drawn.outputs[0].value].secondMoment - 1) < 1e-6)
    }
  }

  @Test("forget gates start open, states are kept by orthogonal maps")
  func recurrent() throws {
    let network = Network(input: [6, 12]) {
      LSTM(16)
      GRU(16, givesSequence: false)
      Dense(5)
    }
    let plan = try network.automatic().plan
    for (entry, parameter) in zip(plan.entries, network.parameters) {
      if parameter.spec?.role == .recurrentWeight {
        #expect(entry.spelling == "orthogonal, gain 1")
      }
    }
    #expect(plan.entries.count { $0.spelling == "forgetGateBias:1,2" } == 1)
  }

  @Test("a transformer of seventy billion weights is planned without weights")
  func large() throws {
    let width = 8192
    let network = Network(input: [2048], of: .int64) {
      Embedding(vocabulary: 128_256, dimension: width)
      for _ in 0..<80 {
        Residual {
          RMSNormalization()
          MultiHeadAttention(heads: 64, keyValueHeads: 8, isCausal: true, hasBias: false)
        }
        Residual {
          RMSNormalization()
          GatedLinearUnit(28_672)
          Dense(width, hasBias: false)
        }
      }
      RMSNormalization()
      Dense(128_256)
    }
    #expect(network.weightCount > 70_000_000_000)
    let start = Date()
    let plan = try AutomaticRecipe().plan(for: network, .init())
    print("planned in \(Date().timeIntervalSince(start)) s")
    #expect(plan.limits.isEmpty)
    #expect(plan.entries.allSatisfy { $0.law != nil })
  }

  @Test(
    "every network of the zoo is healthy by theory, or what no weights can mend is said",
    arguments: Zoo.all)
  func zoo(_ one: ZooNetwork) throws {
    let (plan, drawn) = try one.network.automatic(.init(input: one.input))
    let trunk = try Trunk(drawn, drawn.moments(input: one.input, batch: 8), input: one.input)
    let isHealthy =
      trunk.growth < 1e3 && trunk.fall > 1e-4 && trunk.gradientGrowth < 1e4
      && trunk.gradientFall > 1e-4 && trunk.distinction > 1e-3
    #expect(isHealthy || !plan.limits.isEmpty, "\(one.name)")
  }
}
