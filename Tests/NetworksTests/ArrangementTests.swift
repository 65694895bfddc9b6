import Initializers
import Networks
import Operators
import Tensors
import Testing
import TestSupport
import Threads

@Suite("Values that lie channels-last between operators")
struct ArrangementTests {
  /// Two branches of convolutions that are added and joined, with an output in the midst.
  private static func network() throws -> Network {
    var plan = NetworkPlan()
    let image = plan.input(named: "image", lengths: [nil, 3, 13, 11])
    func weight(_ path: String, _ input: Int, _ output: Int, _ kernel: Int) throws -> Network.Value
    {
      let spec = try ParameterSpec.convolution(
        in: input, out: output, kernel: [kernel, kernel], layout: .pytorch)
      return try plan.parameter(path, spec, drawnBy: .heNormal)
    }
    let first = try plan.apply(
      Conv(padding: .sameUpper), to: [image, weight("first", 3, 7, 3)], name: "first")[0]
    let factors = try ["a", "b", "c", "d"].map {
      try plan.parameter($0, .normalizationScale(out: 7), drawnBy: .ones)
    }
    let normal = try plan.apply(
      Operators.BatchNormalization(), to: [first] + factors, name: "normal")[0]
    let positive = try plan.apply(Operators.ReLU(), to: [normal], name: "relu")[0]
    let pooled = try plan.apply(
      Operators.MaxPool(kernel: [2, 2], strides: [2, 2]), to: [positive], name: "pool")[0]
    let second = try plan.apply(
      Conv(padding: .sameUpper), to: [pooled, weight("second", 7, 7, 3)], name: "second")[0]
    let sum = try plan.apply(Operators.Add(), to: [second, pooled], name: "add")[0]
    let both = try plan.apply(Operators.Concat(axis: 1), to: [sum, second], name: "concat")[0]
    let means = try plan.apply(Operators.GlobalAveragePool(), to: [both], name: "means")[0]
    let flat = try plan.apply(Operators.Flatten(axis: 1), to: [means], name: "flatten")[0]
    return plan.network(outputs: [
      ("flat", flat, .float32), ("second", second, .float32), ("concat", both, .float32),
    ])
  }

  // Every node by itself, all values row-major.
  private func rowMajor(
    _ network: Network, _ shapes: [Shape], _ weights: borrowing Weights, _ input: [Float]
  ) -> [[Float]] {
    var values = shapes.map { [Float](repeating: 0, count: $0.count) }
    values[network.inputs[0].value.index] = input
    for (parameter, tensor) in zip(network.parameters, weights.tensors) {
      values[parameter.value.index] = Array(tensor.elements)
    }
    for node in network.nodes {
      let inputs = node.inputs.map { Holder(shapes[$0.index], values[$0.index]) }
      let outputs = node.outputs.map { Holder(shapes[$0.index], values[$0.index]) }
      withExtendedLifetime(inputs) {
        node.function.forward(
          ForwardCall(
            inputs: inputs.map { $0.tensor.view }, outputs: outputs.map { $0.tensor.mutableView },
            state: node.function.makeState(inputs.map { $0.tensor.shape })))
      }
      for (value, output) in zip(node.outputs, outputs) {
        values[value.index] = output.tensor.array
      }
    }
    return values
  }

  private final class Holder {
    let tensor: Tensor
    init(_ shape: Shape, _ values: [Float]) { tensor = Tensor(shape, values) }
  }

  @Test("a network gives what its operators give one by one", arguments: [1, 3])
  func sameNumbers(threadCount: Int) throws {
    let network = try Self.network()
    let weights = network.draw(seed: 3, threads: .single)
    let shapes = try network.shapes(batch: 5)
    var draws = Draws(seed: 9)
    let input = draws.floats(shapes[network.inputs[0].value.index].count, bound: 1)
    let expected = rowMajor(network, shapes, weights, input)
    for keepsValues in [false, true] {
      let space = try Workspace(
        network, batch: 5, weights: weights, threads: ThreadPool(threadCount: threadCount),
        keepsValues: keepsValues)
      for _ in 0..<2 {
        _ = space.input.elements.update(fromContentsOf: input)
        space.runForward()
        for (output, view) in zip(network.outputs, space.outputs) {
          #expect(view.arrangement == .rowMajor)
          let isClose = zip(view.elements, expected[output.value.index]).allSatisfy {
            abs($0 - $1) <= 1e-5 * max(1, abs($1))
          }
          #expect(isClose && view.shape == output.shape.with(batch: 5), "\(output.name)")
        }
      }
      withExtendedLifetime((space, weights.tensors)) {}
    }
  }

  @Test("values between convolutions are not rearranged")
  func arrangements() throws {
    let network = try Self.network()
    let weights = network.draw(seed: 3, threads: .single)
    let space = try Workspace(network, batch: 2, weights: weights, threads: .single)
    for node in network.nodes {
      let view = space.values[node.outputs[0].index]
      #expect(view.shape.isArrangedAnyway || view.arrangement == .channelsLast, "\(node.name)")
    }
    // The image, and two outputs that are not arranged anyway.
    #expect(space.values.count == network.sources.count + 3)
  }

  @Test("weights that change are packed anew")
  func changedWeights() throws {
    let network = try Self.network()
    let weights = network.draw(seed: 3, threads: .single)
    let space = try Workspace(network, batch: 1, weights: weights, threads: .single)
    var draws = Draws(seed: 10)
    _ = space.input.elements.update(
      fromContentsOf: draws.floats(space.input.shape.count, bound: 1))
    space.runForward()
    let before = Array(space.outputs[1].elements)
    let second = try #require(network.parameters.firstIndex { $0.path == "second" })
    for index in weights.tensors[second].elements.indices {
      weights.tensors[second].elements[index] *= 2
    }
    space.weightsDidChange()
    space.runForward()
    #expect(Array(space.outputs[1].elements) == before.map { 2 * $0 })
    withExtendedLifetime((space, weights.tensors)) {}
  }
}

extension Shape {
  fileprivate func with(batch: Int) -> Shape { Shape([batch] + lengths.dropFirst()) }
}
