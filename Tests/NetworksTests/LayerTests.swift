import Initializers
import Networks
import Tensors
import Testing

@Suite("Layers")
struct LayerTests {
  private func fans(_ network: Network, _ path: String) throws -> Fans {
    try #require(try network.parameter(at: path).spec).fans
  }

  @Test("the kernels of convolutions have the fans of their kind")
  func convolutionFans() throws {
    let network = Network(input: [35, 9, 9]) {
      Convolution(99, kernel: [3, 1], name: "plain")
      Convolution(66, kernel: 3, groups: 33, name: "grouped")
      DepthwiseConvolution(kernel: [3, 2], multiplier: 5, name: "depthwise")
      TransposedConvolution(7, kernel: 4, stride: 2, name: "transposed")
    }
    #expect(try fans(network, "plain.weight") == Fans(fanIn: 35 * 3, fanOut: 99 * 3))
    #expect(try fans(network, "grouped.weight") == Fans(fanIn: 3 * 9, fanOut: 2 * 9))
    #expect(try fans(network, "depthwise.weight") == Fans(fanIn: 6, fanOut: 5 * 6))
    #expect(try fans(network, "transposed.weight") == Fans(fanIn: 330 * 4, fanOut: 7 * 16))
  }

  @Test("the same convolution has as many axes as the examples")
  func axes() {
    for axes in 1...3 {
      let shape = Shape([3] + Array(repeating: 8, count: axes))
      let network = Network(input: shape) { Convolution(4, kernel: 3, stride: 2, padding: 1) }
      #expect(network.outputs[0].shape.lengths == [1, 4] + Array(repeating: 4, count: axes))
    }
  }

  @Test("layers in blocks have the path of the block before their own")
  func paths() {
    let network = Network(input: 6) {
      Block {
        Dense(5, hasBias: false)
        Block(name: "inner") { Dense(6, hasBias: false) }
      }
      Residual(name: "blocks.3") {
        Dense(4, hasBias: false)
        Dense(5, hasBias: false, name: "down")
      } shortcut: {
        Dense(5, hasBias: false)
      }
      Concatenate {
        Dense(2, hasBias: false)
        Block { Dense(3, hasBias: false) }
        Dense(4, hasBias: false, name: "third")
      }
    }
    #expect(
      network.parameters.map(\.path) == [
        "layers.0.layers.0.weight", "layers.0.inner.layers.0.weight", "blocks.3.layers.0.weight",
        "blocks.3.down.weight", "blocks.3.shortcut.layers.0.weight", "layers.2.layers.0.weight",
        "layers.2.layers.1.layers.0.weight", "layers.2.third.weight",
      ])
    #expect(network.outputWidth == 9)
  }

  @Test("a name that begins with a slash is the whole path, wherever its layer lies")
  func wholePaths() {
    let network = Network(input: 6) {
      Dense(6, hasBias: false, name: "/first")
      Residual(name: "blocks.1") {
        Dense(6, hasBias: false, name: "/layers.1")
        Block(name: "/inner") { Dense(6, hasBias: false) }
      } shortcut: {
        Dense(6, hasBias: false, name: "/short.cut")
      }
      Concatenate {
        Dense(2, hasBias: false, name: "/left")
        Dense(3, hasBias: false)
      }
    }
    #expect(
      network.parameters.map(\.path) == [
        "first.weight", "layers.1.weight", "inner.layers.0.weight", "short.cut.weight",
        "left.weight", "layers.2.layers.1.weight",
      ])
  }

  @Test("parameters have the roles that recipes choose by, and running statistics none")
  func roles() throws {
    let network = Network(input: [4, 6]) {
      BatchNormalization(name: "batch")
      GatedLinearUnit(6, hasBias: true, name: "gated")
      PositionalEmbedding(name: "positions")
    }
    let roles = network.parameters.map { $0.spec?.role }
    #expect(
      roles == [
        .normalizationScale, .normalizationShift, nil, nil, .weight, .bias, .weight, .bias,
        .embedding,
      ])
    let weights = network.draw(seed: 1)
    let variance = try network.parameterIndex(at: "batch.runningVariance")
    #expect(weights.tensors[variance].elements.allSatisfy { $0 == 1 })
    let mean = try network.parameterIndex(at: "batch.runningMean")
    #expect(weights.tensors[mean].elements.allSatisfy { $0 == 0 })
    #expect(weights.areFinite == true)
  }

  @Test("a parameter that is not there is told with the nearest one that is")
  func unknownPath() throws {
    let network = Network(input: 4) { Dense(3, name: "hidden") }
    let error = #expect(throws: NetworkError.self) { try network.parameter(at: "hiden.weight") }
    #expect(error?.code == .unknownPath)
    #expect(
      error?.description
        == "parameter hiden.weight: not known, did you mean hidden.weight? one of 2 was expected")
  }

  @Test("layers that do not fit are refused with their path")
  func refusals() throws {
    func sentence(
      _ shape: Shape, @LayersBuilder _ layers: () -> [any Layer]
    ) throws -> String {
      let layers = layers()
      let error = #expect(throws: NetworkError.self) { try Network(checking: shape, layers) }
      #expect(error?.code == .layer)
      #expect(error?.place == nil)
      return try #require(error).description
    }
    #expect(
      try sentence([4]) { Dense(0) }
        == "layers.0: 0 units, 1 to 2147483647 were expected")
    #expect(
      try sentence([4]) {
        Flatten()
        Convolution(4, kernel: 3, name: "stem")
      } == "stem: convolution of examples of shape 4, channels and 1 to 3 axes of positions were "
        + "expected")
    #expect(
      try sentence([4, 8]) { Block(name: "b") { Convolution(4, kernel: [3, 3]) } }
        == "b.layers.0: kernel of 2 numbers, 1, one for each axis, were expected")
    #expect(
      try sentence([4, 8]) { Reshape([3, -1]) }
        == "layers.0: lengths [3, -1] for examples of shape 4×8, as many elements as the 32 there "
        + "are were expected")
    #expect(
      try sentence([4, 8]) { Transpose([1]) }
        == "layers.0: order [1] for examples of shape 4×8, each of 2 axes from 0 once was expected")
    #expect(
      try sentence([4, 8]) { Concatenate(axis: 2) { Block {} } }
        == "layers.0: axis 2 of examples with 2 axes, one from -2 to 1 was expected")
    #expect(
      try sentence([4, 8]) { GroupNormalization(groups: 3) }
        == "layers.0: 3 groups of 4 channels, a number that divides them was expected")
    #expect(
      try sentence([4, 8]) { Convolution(6, kernel: 1, groups: 4) }
        == "layers.0.weight: convolution: 4 groups of 4 input and 6 output channels, a number that "
        + "divides both was expected")
    #expect(
      try sentence([4, 8]) { Dropout(1) }
        == "layers.0: share 1.0, a number from 0 to less than 1 was expected")
    #expect(
      try sentence([4, 8]) { LayerNormalization(epsilon: 0) }
        == "layers.0: epsilon 0.0, a finite number above 0 was expected")
    #expect(
      try sentence([4, 8]) { Add {} } == "layers.0: no branches, one or more were expected")
  }

  @Test("an embedding looks up the rows of its table")
  func embedding() throws {
    let network = Network(input: [3], of: .int64) {
      Embedding(vocabulary: 7, dimension: 2, name: "tokens")
    }
    let weights = network.draw(seed: 5)
    let tokens = StoredTensor([1, 3], integers: [6, 0, 6])
    let output = try network.evaluate(["input": tokens], weights: weights)[0].tensor
    var found = Array<Float>(repeating: 0, count: 6)
    found.withUnsafeMutableBufferPointer { output.copyFloats(into: $0) }
    let table = Array(weights.tensors[0].elements)
    #expect(found == Array(table[12...13] + table[0...1] + table[12...13]))
    #expect(weights.areFinite == true)
  }
}
