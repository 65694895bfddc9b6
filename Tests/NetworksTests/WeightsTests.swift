import Initializers
import Networks
import Tensors
import Testing
import Threads

@Suite("The weights of a network")
struct WeightsTests {
  private let network = Network(input: 7) {
    Dense(11, initializer: .glorotNormal, biasInitializer: .ones)
    Dense(3, initializer: .orthogonal)
  }

  @Test("start as zeros, each parameter on a cache line of its own")
  func layout() {
    let weights = Weights(zerosFor: network)
    #expect(weights.tensors.map(\.shape) == [[7, 11], [11], [11, 3], [3]])
    #expect(weights.tensors.allSatisfy { $0.elements.allSatisfy { $0 == 0 } })
    let addresses = weights.tensors.map { Int(bitPattern: $0.pointer) }
    #expect(addresses.allSatisfy { $0 % 64 == 0 })
    let ends = zip(addresses, weights.tensors).map { $0 + $1.shape.count * 4 }
    #expect(zip(ends, addresses.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(weights.areFinite == true)
  }

  @Test("are drawn by each parameter's initializer under its path")
  func drawing() throws {
    let weights = network.draw(seed: 9, threads: .single)
    for (parameter, tensor) in zip(network.parameters, weights.tensors) {
      let (initializer, spec) = try (
        #require(parameter.initializer), #require(parameter.spec)
      )
      let expected = try initializer.draw(spec, path: parameter.path, seed: 9)
      #expect(Array(tensor.elements) == expected)
    }
    #expect(weights.areFinite == true)
  }

  @Test("are the same bits on any number of threads")
  func threads() throws {
    let wide = Network(input: 300) { Dense(301) }
    let one = wide.draw(seed: 1, threads: .single)
    let many = wide.draw(seed: 1, threads: ThreadPool(threadCount: 5))
    for (a, b) in zip(one.tensors, many.tensors) { #expect(a.elements.elementsEqual(b.elements)) }
    #expect(one.areFinite && many.areFinite)
  }

  @Test("are copied whole")
  func update() throws {
    let drawn = network.draw(seed: 9, threads: .single)
    let copy = Weights(zerosFor: network)
    copy.update(from: drawn)
    for (a, b) in zip(drawn.tensors, copy.tensors) { #expect(a.elements.elementsEqual(b.elements)) }
    #expect(drawn.areFinite && copy.areFinite)
  }

  @Test("say when one of them is not finite")
  func finiteness() {
    for value in [Float.nan, .infinity, -.infinity] {
      let weights = Weights(zerosFor: network)
      weights.tensors[3].elements[2] = value
      #expect(weights.areFinite == false)
    }
  }

  @Test("cannot be drawn by a recipe without a scale, and the network says so at once")
  func mistake() {
    let nothing = VarianceScaling.glorotUniform.scaled(byGain: -1)
    let error = #expect(throws: InitializerError.self) {
      _ = try network.withWeights(drawnBy: nothing)
    }
    #expect(error?.code == .scale)
  }
}
