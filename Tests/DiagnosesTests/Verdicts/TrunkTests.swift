import Diagnoses
import Networks
import Operators
import Tensors
import Testing

@Suite("Trunk")
struct TrunkTests {
  private func trunk(_ network: Network) throws -> Trunk {
    Trunk(of: network, shapes: try network.shapes(batch: 2), examples: 2)
  }

  // What gives each value of each chain: its operator and the path of its layer.
  private func names(_ network: Network) throws -> [[String]] {
    try trunk(network).chains.map { chain in
      chain.values.map { value in
        guard case .node(let number, _) = network.sources[value] else { return "?" }
        let node = network.nodes[number]
        return "\(node.name) \(type(of: node.function).name)"
      }
    }
  }

  @Test("a chain of layers is all trunk but for the input, the logits and what is made of them")
  func chain() throws {
    let network = Network(input: 20) {
      Dense(32, activation: .tanh)
      Dense(16, activation: .relu)
      Dense(24, activation: .softmax)
    }
    #expect(
      try names(network) == [
        ["layers.0 affine", "layers.0 tanh", "layers.1 affine", "layers.1 relu"]
      ])
    let trunk = try trunk(network)
    #expect(trunk.chains[0].logits == network.nodes[4].outputs[0].index)
  }

  @Test("a layer of fewer than sixteen units is left out")
  func narrow() throws {
    let network = Network(input: 20) {
      Dense(15, activation: .tanh)
      Dense(16, activation: .tanh)
      Dense(10)
    }
    #expect(try names(network) == [["layers.1 affine", "layers.1 tanh"]])
  }

  @Test("where no layer has sixteen units all count")
  func allNarrow() throws {
    let network = Network(input: 4) {
      Dense(15, activation: .tanh)
      Dense(1, activation: .tanh)
      Dense(10)
    }
    #expect(
      try names(network) == [
        ["layers.0 affine", "layers.0 tanh", "layers.1 affine", "layers.1 tanh"]
      ])
  }

  @Test("of a residual block the sum is trunk, its branch is not")
  func residual() throws {
    let network = Network(input: 20) {
      Dense(32)
      Residual {
        Dense(64, activation: .relu)
        Dense(32)
      }
      Dense(10)
    }
    #expect(try names(network) == [["layers.0 affine", "layers.1 add"]])
  }

  @Test("a skip from end to end leaves what lies outside it")
  func skip() throws {
    let network = try Network(checking: [4, 8, 8]) {
      Convolution(4, kernel: 3, padding: 1, activation: .relu, name: "in")
      Concatenate(axis: 0, name: "skip") {
        Block {
          Convolution(8, kernel: 3, stride: 2, padding: 1, activation: .relu)
          TransposedConvolution(4, kernel: 2, stride: 2)
        }
        Activate(.identity)
      }
      Convolution(4, kernel: 3, padding: 1, name: "out")
      Flatten()
      Dense(10)
    }
    #expect(
      try names(network) == [
        ["in conv", "in relu", "skip concat", "out conv"]
      ])
  }

  @Test("a gate is a branch, its product with what it lets through is trunk")
  func gate() throws {
    let network = try Network(checking: [16, 8, 8]) {
      Convolution(32, kernel: 3, padding: 1, name: "in")
      Multiply(name: "gated") {
        Activate(.identity)
        Block {
          Convolution(32, kernel: 1, activation: .relu)
          Convolution(32, kernel: 1, activation: .sigmoid)
        }
      }
      Flatten()
      Dense(10)
    }
    #expect(try names(network) == [["in conv", "gated mul"]])
  }
}
