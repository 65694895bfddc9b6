import Networks
import Operators
import Tensors
import TestSupport
import Testing
import Threads

/// What could go wrong: memory that is handed on while somebody still reads it, a gradient that is
/// passed on in place and then added to, a term that is lost where a value is used more than once.
@Suite("Backward passes over graphs")
struct GradientPassTests {
  /// A graph of a few operators, chosen at random: values of one shape that are added, multiplied,
  /// bent, reshaped, turned and cut, each used as often as chance wants.
  private static func graph(_ draws: inout Draws) throws -> (network: Network, inputs: [Shape]) {
    var plan = NetworkPlan()
    var values = [
      plan.input(named: "a", lengths: [2, 3, 4, 5]), plan.input(named: "b", lengths: [2, 3, 4, 5]),
      try plan.parameter(
        "p", stored: StoredTensor([2, 3, 4, 5], floats: draws.floats(120, bound: 1))),
    ]
    let weight = try plan.parameter(
      "w", stored: StoredTensor([3, 3, 1, 1], floats: draws.floats(9, bound: 1)))
    for step in 0..<Int.random(in: 3...14, using: &draws) {
      func any() -> Network.Value { values[Int.random(in: 0..<values.count, using: &draws)] }
      let name = "\(step)"
      let x = any()
      let made: Network.Value
      switch Int.random(in: 0..<9, using: &draws) {
      case 0, 1: made = try plan.apply(Operators.Add(), to: [x, any()], name: name)[0]
      case 2: made = try plan.apply(Mul(), to: [x, any()], name: name)[0]
      case 3: made = try plan.apply(Tanh(), to: [x], name: name)[0]
      case 4: made = try plan.apply(Operators.Sum(), to: [x, any(), any()], name: name)[0]
      case 5:
        // There and back: two shapes of the same memory.
        let flat = try plan.apply(Operators.Reshape([6, 20]), to: [x], name: name)[0]
        let bent = try plan.apply(Sigmoid(), to: [flat], name: "\(name)b")[0]
        let sum = try plan.apply(
          Operators.Add(), to: [Bool.random(using: &draws) ? flat : bent, bent], name: "\(name)s")[
            0]
        made = try plan.apply(Operators.Reshape([2, 3, 4, 5]), to: [sum], name: "\(name)r")[0]
      case 6: made = try plan.apply(Conv(), to: [x, weight], name: name)[0]
      case 7:
        let parts = try plan.apply(
          Operators.Split(axis: 1, lengths: [1, 2]), to: [x], name: name)
        made = try plan.apply(
          Operators.Concat(axis: 1), to: [parts[1], parts[0]], name: "\(name)c")[0]
      default: made = try plan.apply(ReLU(), to: [x], name: name)[0]
      }
      values.append(made)
    }
    var outputs = [("y", values[values.count - 1], StoredType.float32)]
    if Bool.random(using: &draws) {
      outputs.append(("z", values[Int.random(in: 0..<values.count, using: &draws)], .float32))
    }
    let network = plan.network(outputs: outputs)
    return (network, network.inputs.map { Shape($0.lengths.map { $0 ?? 1 }) })
  }

  /// The gradients of all inputs and parameters in a workspace.
  private static func gradients(
    _ network: Network, _ shapes: [Shape], seed: UInt64, keepsValues: Bool, threads: ThreadPool
  ) throws -> (outputs: [[Float]], gradients: [[Float]]) {
    var draws = Draws(seed: seed)
    let weights = network.storedWeights()
    let weightGradients = Weights(zerosFor: network)
    let space = try Workspace(
      network, inputShapes: shapes, weights: weights, weightGradients: weightGradients,
      inputGradients: network.inputs.map(\.value), threads: threads, keepsValues: keepsValues)
    var results: (outputs: [[Float]], gradients: [[Float]]) = ([], [])
    let given = shapes.map { draws.floats($0.count, bound: 1) }
    let factors = network.outputs.map { draws.floats($0.shape.count, bound: 1) }
    // Twice, as in training.
    for _ in 0..<2 {
      for (input, numbers) in zip(space.inputs, given) {
        _ = input.elements.update(fromContentsOf: numbers)
      }
      space.runForward()
      for output in network.outputs {
        space.gradient(of: output.value)?.elements.update(repeating: 0)
      }
      for (output, numbers) in zip(network.outputs, factors) {
        guard let memory = space.gradient(of: output.value)?.elements else { continue }
        for (index, number) in numbers.enumerated() { memory[index] += number }
      }
      space.runBackward()
      results.outputs = space.outputs.map { Array($0.elements) }
      results.gradients =
        network.inputs.map { space.gradient(of: $0.value).map { Array($0.elements) } ?? [] }
        + weightGradients.tensors.map { Array($0.elements) }
    }
    #expect(weights.areFinite && weightGradients.areFinite)
    return results
  }

  @Test("have the same bits whether memory is shared or every value has its own")
  func sharedMemory() throws {
    let several = ThreadPool(threadCount: 3)
    for seed in 0..<400 {
      var draws = Draws(seed: UInt64(seed))
      let (network, shapes) = try Self.graph(&draws)
      let own = try Self.gradients(
        network, shapes, seed: 7, keepsValues: true, threads: .single)
      let shared = try Self.gradients(
        network, shapes, seed: 7, keepsValues: false, threads: several)
      let isSame = own.outputs == shared.outputs && own.gradients == shared.gradients
      #expect(isSame, "graph \(seed)")

      let weights = network.storedWeights()
      let space = try Workspace(network, inputShapes: shapes, weights: weights, threads: .single)
      for pass in 0..<2 {
        var draws = Draws(seed: 7)
        for input in space.inputs {
          _ = input.elements.update(fromContentsOf: draws.floats(input.shape.count, bound: 1))
        }
        space.runForward()
        let isSame = own.outputs == space.outputs.map { Array($0.elements) }
        #expect(isSame, "graph \(seed), forward alone, pass \(pass)")
      }
      #expect(weights.areFinite == true)
    }
  }

  // Forward in float32 with inputs of at most 1 over 120 elements and at most 14 operators, h = 2^-6;
  // the quotients at h and 2h show the error in h², products of bends are smooth but for ReLU, whose
  // kinks the median over elements passes by.
  @Test("agree with central differences")
  func differences() throws {
    for seed in 0..<40 {
      var draws = Draws(seed: UInt64(1000 + seed))
      let (network, shapes) = try Self.graph(&draws)
      let found = try Self.gradients(
        network, shapes, seed: 9, keepsValues: false, threads: .single)
      var numbers = Draws(seed: 9)
      let given = shapes.map { numbers.floats($0.count, bound: 1) }
      let factors = network.outputs.map { numbers.floats($0.shape.count, bound: 1) }
      let weights = network.storedWeights()
      let space = try Workspace(network, inputShapes: shapes, weights: weights, threads: .single)
      func value(_ input: Int, _ element: Int, _ step: Float) -> Double {
        for (place, memory) in space.inputs.enumerated() {
          _ = memory.elements.update(fromContentsOf: given[place])
        }
        space.inputs[input].elements[element] += step
        space.runForward()
        var sum = 0.0
        for (output, numbers) in zip(space.outputs, factors) {
          for (y, factor) in zip(output.elements, numbers) { sum += Double(y) * Double(factor) }
        }
        return sum
      }
      let h: Float = 0x1p-6
      for input in shapes.indices where !found.gradients[input].isEmpty {
        var ratios: [Double] = []
        for element in stride(from: 0, to: 120, by: 17) {
          let wide = (value(input, element, 2 * h) - value(input, element, -2 * h)) / Double(4 * h)
          let narrow = (value(input, element, h) - value(input, element, -h)) / Double(2 * h)
          let bound = abs(wide - narrow) + 1e-3 * max(1, abs(narrow))
          ratios.append(abs(Double(found.gradients[input][element]) - narrow) / bound)
        }
        #expect(ratios.sorted()[ratios.count / 2] <= 1, "graph \(seed), input \(input)")
      }
      #expect(weights.areFinite == true)
    }
  }

  @Test("values and gradients that are no longer needed give their memory back")
  func memory() throws {
    // Fifty bends in a row: kept whole they are a hundred values and gradients; a backward pass
    // needs the fifty values and two gradients.
    var plan = NetworkPlan()
    var value = plan.input(named: "x", lengths: [1000])
    value = try plan.apply(
      Operators.Add(),
      to: [
        value,
        try plan.parameter(
          "b", stored: StoredTensor([1000], floats: .init(repeating: 0, count: 1000))),
      ],
      name: "add")[0]
    for step in 0..<50 { value = try plan.apply(Tanh(), to: [value], name: "\(step)")[0] }
    let network = plan.network(outputs: [("y", value, .float32)])
    let weights = Weights(zerosFor: network)
    let gradients = Weights(zerosFor: network)
    func fits(_ values: Int) -> Bool {
      (try? Workspace(
        network, inputShapes: [[1000]], weights: weights, weightGradients: gradients,
        threads: .single, memoryLimit: values * 1008 * 4)) != nil
    }
    #expect(fits(55))
    #expect(!fits(50))
    #expect(weights.areFinite && gradients.areFinite)
  }
}
