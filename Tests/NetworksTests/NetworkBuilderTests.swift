import Initializers
import Networks
import Operators
import Testing

@Suite("Networks written layer by layer")
struct NetworkBuilderTests {
  private func paths(_ network: Network) -> [String] { network.parameters.map(\.path) }

  @Test("layers without a name are called by their place")
  func defaultPaths() {
    let network = Network(input: 4) {
      Dense(3, activation: .relu)
      Dense(2)
    }
    #expect(
      paths(network) == ["layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias"])
    #expect(network.parameters.map(\.shape) == [[4, 3], [3], [3, 2], [2]])
    #expect(network.parameters.map(\.spec?.role) == [.weight, .bias, .weight, .bias])
  }

  @Test("a name replaces the place, and does not move the places of others")
  func namedLayers() {
    let network = Network(input: 4) {
      Dense(3)
      Dense(3, name: "hidden")
      Dense(2)
    }
    #expect(
      paths(network) == [
        "layers.0.weight", "layers.0.bias", "hidden.weight", "hidden.bias", "layers.2.weight",
        "layers.2.bias",
      ])
  }

  @Test("loops and conditions add layers", arguments: [true, false])
  func control(isDeep: Bool) {
    let network = Network(input: 4) {
      for width in [5, 6, 7] { Dense(width, activation: .tanh) }
      if isDeep { Dense(8, activation: .tanh) }
      if isDeep {
        Dense(2, activation: .softmax)
      } else {
        Dense(3, activation: .sigmoid)
      }
    }
    let widths = network.parameters.filter { $0.spec?.role == .bias }.map(\.shape.count)
    #expect(widths == (isDeep ? [5, 6, 7, 8, 2] : [5, 6, 7, 3]))
    #expect(network.outputWidth == (isDeep ? 2 : 3))
    let last = network.nodes.last.map { type(of: $0.function).name }
    #expect(last == (isDeep ? "softmax" : "sigmoid"))
    #expect(network.nodes.map(\.layer) == (0..<widths.count).flatMap { [$0, $0] })
  }

  @Test("nodes hold their own parameters and width")
  func nodes() throws {
    let network = Network(input: 4) {
      Dense(3, activation: .relu)
      Dense(2)
    }
    #expect(network.nodes.map { network.parameters(of: $0) } == [[0, 1], [], [2, 3]])
    let shapes = try network.shapes(batch: 5)
    #expect(network.nodes.map { shapes[$0.outputs[0].index] } == [[5, 3], [5, 3], [5, 2]])
  }

  @Test("weights are counted over all parameters")
  func weightCount() {
    let network = Network(input: 784) {
      Dense(128)
      Dense(10)
    }
    #expect(network.weightCount == 101_770)
    let none = Network(input: 5) {}
    #expect(none.weightCount == 0)
    #expect(none.outputWidth == 5)
  }

  @Test("another recipe draws the weights, and leaves biases and everything else")
  func withWeights() throws {
    let network = Network(input: 4) {
      Dense(3, activation: .relu, initializer: .heNormal, biasInitializer: .ones)
      Dense(2, name: "last")
    }
    let other = try network.withWeights(drawnBy: .orthogonal)
    #expect(paths(other) == paths(network))
    #expect(
      other.parameters.map { $0.initializer?.name } == [
        "orthogonal", "ones", "orthogonal", "zeros",
      ])
    #expect(try other.shapes(batch: 2) == network.shapes(batch: 2))
    #expect(other.inputWidth == 4)
    #expect(
      network.parameters.map { $0.initializer?.name } == [
        "heNormal", "ones", "glorotUniform", "zeros",
      ])
  }

  @Test("another layer in the network changes no named layer's weights")
  func namedWeightsStay() throws {
    func weights(_ network: Network, _ path: String) throws -> [Float] {
      let drawn = network.draw(seed: 3, threads: .single)
      let index = try #require(network.parameters.firstIndex { $0.path == path })
      return Array(drawn.tensors[index].elements)
    }
    let short = Network(input: 6) {
      Dense(6, name: "first")
      Dense(5, name: "second")
    }
    let long = Network(input: 6) {
      Dense(6)
      Dense(6, name: "first")
      for _ in 0..<3 { Dense(6, activation: .relu) }
      Dense(5, name: "second")
    }
    for path in ["first.weight", "second.weight"] {
      let expected = try weights(short, path)
      #expect(try weights(long, path) == expected)
      #expect(expected.contains { $0 != 0 })
    }
    #expect(try weights(long, "layers.0.weight") != weights(long, "first.weight"))
  }
}
