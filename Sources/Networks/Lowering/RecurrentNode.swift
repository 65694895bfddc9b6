import Initializers
import Operators
import Tensors

/// What the recurrent nodes of model files have in common: axes, directions, lengths, outputs.
struct RecurrentNode {
  let node: NodeDescription
  let name: String
  let units: Int
  /// Whether each direction reads its sequence from the end.
  let directions: [Bool]
  let clip: Float?
  let activations: [[RecurrentActivation]]
  private let lengths: [Int]?
  private let isBatchFirst: Bool
  private let gateCount: Int

  /// Reads the attributes and checks the shapes of a node.
  init(
    _ node: NodeDescription, name: String, gates: Int, activations: [RecurrentActivation]
  ) throws(OperatorError) {
    self.node = node
    self.name = name
    gateCount = gates
    directions =
      switch try node.text("direction") ?? "forward" {
      case "forward": [false]
      case "reverse": [true]
      case "bidirectional": [false, true]
      case let other:
        throw .attribute(
          node, "direction", other, expected: "forward, reverse or bidirectional was")
      }
    let layout = try node.integer("layout", default: 0)
    guard (0...1).contains(layout) else {
      throw .attribute(node, "layout", layout, expected: "0 or 1 was")
    }
    isBatchFirst = layout == 1
    let threshold = try node.float("clip", default: 0)
    guard threshold >= 0 else {
      throw .attribute(node, "clip", threshold, expected: "a number from 0 on was")
    }
    clip = threshold > 0 ? threshold : nil
    self.activations = try RecurrentActivation.functions(
      of: node, defaults: activations, directions: directions.count)

    let input = try node.input(0).shape
    let recurrent = try node.input(2).shape
    guard input.rank == 3, recurrent.rank == 3 else {
      throw .unsupported(
        node, "input \(input) and recurrent weight \(recurrent), 3 axes each were expected")
    }
    units = recurrent[2]
    if let size = try node.integer("hidden_size"), size != units {
      throw .attribute(node, "hidden_size", size, expected: "\(units) was")
    }
    let steps = input[isBatchFirst ? 1 : 0]
    let batch = input[isBatchFirst ? 0 : 1]
    guard steps > 0 else { throw .unsupported(node, "no step in time, at least 1 was expected") }
    lengths = try Self.lengths(node, batch: batch, steps: steps)

    // Gates of all units may overflow only where the weight has no element.
    let all = gates.multipliedReportingOverflow(by: units).partialValue
    let (d, state) = (directions.count, isBatchFirst ? [batch, directions.count] : [])
    var expected = [1: [d, all, input[2]], 2: [d, all, units], 3: [d, 2 &* all]]
    expected[5] = (state.isEmpty ? [d, batch] : state) + [units]
    if node.operatorName == "LSTM" {
      expected[6] = expected[5]
      expected[7] = [d, 3 &* units]
    }
    for (index, lengths) in expected.sorted(by: { $0.key < $1.key }) {
      guard node.hasInput(index) || index < 3 else { continue }
      let found = try node.input(index).shape
      guard found.lengths == lengths else {
        let spelled = lengths.map(String.init).joined(separator: "×")
        throw .unsupported(node, "input \(index) of shape \(found), \(spelled) was expected")
      }
    }
  }

  private static func lengths(
    _ node: NodeDescription, batch: Int, steps: Int
  ) throws(OperatorError) -> [Int]? {
    guard let lengths = try node.knownIntegers(4) else { return nil }
    guard lengths.count == batch, lengths.allSatisfy({ (0...steps).contains($0) }) else {
      throw .unsupported(
        node, "lengths of sequences, \(batch) from 0 to \(steps) were expected")
    }
    return lengths.allSatisfy { $0 == steps } ? nil : lengths
  }

  /// Adds all steps in all directions.
  ///
  /// - Returns: the outputs of all steps and the last states, as the file wants them.
  func lower(
    _ inputs: [Network.Value?], stateCount: Int, sumsBiases: Bool, into plan: inout NetworkPlan,
    _ cell: ([RecurrentActivation]) -> some RecurrentCell
  ) throws(NetworkError) -> [Network.Value?] {
    func given(_ index: Int) -> Network.Value? { index < inputs.count ? inputs[index] : nil }
    declare(inputs, &plan)
    let x =
      isBatchFirst
      ? try plan.value(of: Operators.Transpose([1, 0, 2]), given(0)!, name: name) : given(0)!
    let inputWeights = try parts(of: given(1)!, &plan)
    let recurrentWeights = try parts(of: given(2)!, &plan)
    let biases = try given(3).map { value throws(NetworkError) in try parts(of: value, &plan) }
    let peepholes =
      try stateCount < 2
      ? nil : given(7).map { value throws(NetworkError) in try parts(of: value, &plan) }
    let initial = try (0..<stateCount).map { index throws(NetworkError) in
      try states(given(5 + index), &plan)
    }

    var outputs: [Network.Value] = []
    var last: [[Network.Value]] = Array(repeating: [], count: stateCount)
    for (index, isReversed) in directions.enumerated() {
      var (inputBias, recurrentBias): (Network.Value?, Network.Value?)
      if let bias = biases?[index] {
        let halves = try plan.apply(Split(axis: 0, count: 2), to: [bias], name: name)
        if sumsBiases {
          inputBias = try plan.value(of: Operators.Add(), halves[0], halves[1], name: name)
        } else {
          (inputBias, recurrentBias) = (halves[0], halves[1])
        }
      }
      let weights = RecurrentWeights(
        units: units, input: inputWeights[index], inputBias: inputBias,
        recurrent: recurrentWeights[index], recurrentBias: recurrentBias,
        peephole: peepholes?[index], isTransposed: true)
      let (steps, state) = try Recurrence(name: name, isReversed: isReversed, lengths: lengths)
        .unroll(
          cell(activations[index]), x, weights, initial: initial.map { $0?[index] }, into: &plan)
      if node.wantsOutput(0) {
        outputs.append(try plan.value(of: Unsqueeze(axes: [1]), steps, name: name))
      }
      for (place, value) in state.enumerated() { last[place].append(value) }
    }
    return try results(outputs, last, &plan)
  }

  private func results(
    _ outputs: [Network.Value], _ last: [[Network.Value]], _ plan: inout NetworkPlan
  ) throws(NetworkError) -> [Network.Value?] {
    var results: [Network.Value?] = [nil]
    if node.wantsOutput(0) {
      let all = try plan.joined(outputs, axis: 1, name: name)
      results[0] =
        isBatchFirst ? try plan.value(of: Operators.Transpose([2, 0, 1, 3]), all, name: name) : all
    }
    for (place, values) in last.enumerated() {
      guard node.wantsOutput(1 + place) else {
        results.append(nil)
        continue
      }
      let all = try plan.joined(values, axis: 0, name: name)
      results.append(
        isBatchFirst ? try plan.value(of: Operators.Transpose([1, 0, 2]), all, name: name) : all)
    }
    return results
  }

  // A weight of each direction.
  private func parts(
    of value: Network.Value, _ plan: inout NetworkPlan
  ) throws(NetworkError) -> [Network.Value] {
    guard directions.count > 1 else {
      return [try plan.value(of: Squeeze(axes: [0]), value, name: name)]
    }
    var parts: [Network.Value] = []
    for part in try plan.apply(Split(axis: 0, count: directions.count), to: [value], name: name) {
      parts.append(try plan.value(of: Squeeze(axes: [0]), part, name: name))
    }
    return parts
  }

  // A state of each direction, 1 × batch × units.
  private func states(
    _ value: Network.Value?, _ plan: inout NetworkPlan
  ) throws(NetworkError) -> [Network.Value]? {
    guard var value else { return nil }
    if isBatchFirst {
      value = try plan.value(of: Operators.Transpose([1, 0, 2]), value, name: name)
    }
    guard directions.count > 1 else { return [value] }
    return try plan.apply(Split(axis: 0, count: directions.count), to: [value], name: name)
  }

  // The operators see parts of the weights; what the whole is for is known here.
  private func declare(_ inputs: [Network.Value?], _ plan: inout NetworkPlan) {
    let (d, gates) = (directions.count, gateCount)
    func declare(_ index: Int, _ spec: ParameterSpec?) {
      guard let spec, index < inputs.count, let value = inputs[index] else { return }
      plan.declare(value, spec)
    }
    let width = inputs[0].map { plan.shape(of: $0)[2] } ?? 0
    declare(1, try? .directedGates(d, in: width, out: units, gates: gates))
    declare(2, try? .directedGates(d, in: units, out: units, gates: gates, isRecurrent: true))
    declare(3, try? .directedGateBias(d, out: units, gates: gates))
  }
}
