import Initializers
import Networks
import Operators
import Testing
import TestSupport
import Threads

@Suite("Passes over a network")
struct WorkspaceTests {
  static let network = Network(input: 5) {
    Dense(7, activation: .tanh, biasInitializer: .ones)
    Dense(6, activation: .softplus)
    Dense(3, activation: .softmax)
  }

  @Test("every value has memory of its own, on its own cache line")
  func layout() throws {
    let weights = Self.network.draw(seed: 1, threads: .single)
    let gradients = Weights(zerosFor: Self.network)
    let space = try Workspace(
      Self.network, batch: 3, weights: weights, weightGradients: gradients, threads: .single,
      keepsValues: true)
    #expect(space.input.shape == [3, 5])
    let values = (0..<6).map { space.output(ofNode: $0) }
    let valueGradients = (0..<6).map { space.gradient(ofNode: $0) }
    #expect(values.map(\.shape) == [[3, 7], [3, 7], [3, 6], [3, 6], [3, 3], [3, 3]])
    #expect(valueGradients.map(\.shape) == values.map(\.shape))
    let views = ([space.input] + values + valueGradients).sorted { $0.pointer < $1.pointer }
    #expect(views.allSatisfy { Int(bitPattern: $0.pointer) % 64 == 0 })
    #expect(
      zip(views, views.dropFirst()).allSatisfy { $0.pointer + $0.shape.count <= $1.pointer })
    #expect(space.output.pointer == values[5].pointer)
  }

  // The loss is a sum of outputs with given factors; h = 2^-8, forward in float32. Outputs and
  // factors are at most 1, an output is off by a few units: 3 outputs 3 examples 8 eps / 2h, and
  // the third derivative, below 20, adds h^2 / 6 of itself.
  @Test("gradients of all weights agree with central differences")
  func gradients() throws {
    let weights = Self.network.draw(seed: 2, threads: .single)
    let gradients = Weights(zerosFor: Self.network)
    let space = try Workspace(
      Self.network, batch: 3, weights: weights, weightGradients: gradients, threads: .single)
    var draws = Draws(seed: 8)
    _ = space.input.elements.update(fromContentsOf: draws.floats(15, bound: 1))
    let factors = draws.floats(9, bound: 1)
    func loss() -> Double {
      space.runForward()
      return zip(space.output.elements, factors).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    _ = loss()
    _ = space.gradient(ofNode: 5).elements.update(fromContentsOf: factors)
    space.runBackward()
    let h: Float = 0x1p-8
    let bound = 9 * 8 * 0x1p-24 / Double(h) + 20.0 / 6 * Double(h * h)
    for (tensor, gradient) in zip(weights.tensors, gradients.tensors) {
      for index in tensor.elements.indices {
        let start = tensor.elements[index]
        tensor.elements[index] = start + h
        let above = loss()
        tensor.elements[index] = start - h
        let below = loss()
        tensor.elements[index] = start
        let slope = (above - below) / (2 * Double(h))
        #expect(abs(slope - Double(gradient.elements[index])) <= bound)
      }
    }
    #expect(weights.areFinite && gradients.areFinite)
  }

  @Test("a pass that is run again gives the same bits, on any number of threads")
  func repetition() throws {
    let wide = Network(input: 211) {
      Dense(907, activation: .relu)
      Dense(101)
    }
    let weights = wide.draw(seed: 3, threads: .single)
    var draws = Draws(seed: 9)
    let input = draws.floats(37 * 211, bound: 1)
    func outputs(_ threads: ThreadPool) throws -> [[Float]] {
      let space = try Workspace(wide, batch: 37, weights: weights, threads: threads)
      _ = space.input.elements.update(fromContentsOf: input)
      return (0..<2).map { _ in
        space.runForward()
        return Array(space.output.elements)
      }
    }
    let one = try outputs(.single)
    #expect(one[0] == one[1])
    #expect(try outputs(ThreadPool(threadCount: 4)) == one)
    #expect(weights.areFinite == true)
  }

  @Test("a forward pass alone needs no memory for gradients, and gives the same values")
  func forwardAlone() throws {
    let weights = Self.network.draw(seed: 4, threads: .single)
    let gradients = Weights(zerosFor: Self.network)
    var draws = Draws(seed: 10)
    let input = draws.floats(10, bound: 1)
    let spaces = [
      try Workspace(Self.network, batch: 2, weights: weights, threads: .single),
      try Workspace(
        Self.network, batch: 2, weights: weights, weightGradients: gradients, threads: .single),
    ]
    for space in spaces {
      _ = space.input.elements.update(fromContentsOf: input)
      space.runForward()
    }
    withExtendedLifetime(spaces) {
      #expect(spaces[0].output.elements.elementsEqual(spaces[1].output.elements))
    }
    #expect(weights.areFinite && gradients.areFinite)
  }
}
