import Operators
import Tensors

/// LSTM: a layer with a cell that gates write, keep and read, unrolled in time.
///
///     i = f(x Wi + h Ri + pi c + bi),   f = f(x Wf + h Rf + pf c + bf),   g = g(x Wc + h Rc + bc)
///     c' = f c + i g,   o = f(x Wo + h Ro + po c' + bo),   h' = o h(c')
///
/// - Source: S. Hochreiter, J. Schmidhuber, Neural Computation 9 (1997); peepholes by F. Gers,
///   J. Schmidhuber, IJCNN 2000.
public enum LSTMLowering: Composite {
  /// `lstm`.
  public static let name = "lstm"
  /// `LSTM`.
  public static let onnx = ONNXSpelling("LSTM", since: 7)

  /// Adds one product for the input of all steps, and the steps.
  public static func lower(
    _ node: NodeDescription, _ inputs: [Network.Value?], into plan: inout NetworkPlan,
    name: String
  ) throws(NetworkError) -> [Network.Value?] {
    let (layer, couplesGates) = try reading(name) { () throws(OperatorError) in
      (
        try RecurrentNode(
          node, name: name, gates: 4, activations: [.sigmoid, .tanh, .tanh]),
        try node.flag("input_forget", default: false)
      )
    }
    return try layer.lower(inputs, stateCount: 2, sumsBiases: true, into: &plan) {
      LSTMCell(activations: $0, clip: layer.clip, couplesGates: couplesGates)
    }
  }
}

/// One step of an LSTM; gates are stored input, output, forget, cell.
struct LSTMCell: RecurrentCell {
  let activations: [RecurrentActivation]
  let clip: Float?
  /// Whether what is forgotten is what is not written.
  let couplesGates: Bool

  /// The peepholes of the input, output and forget gate, each by itself.
  func prepare(
    _ weights: inout RecurrentWeights, into plan: inout NetworkPlan, name: String
  ) throws(NetworkError) {
    guard let peephole = weights.peephole else { return }
    weights.parts = try plan.apply(Split(axis: 0, count: 3), to: [peephole], name: name)
  }

  func step(
    _ projected: Network.Value, _ state: [Network.Value?], _ weights: RecurrentWeights,
    into plan: inout NetworkPlan, name: String
  ) throws(NetworkError) -> [Network.Value] {
    let (hidden, cell) = (state[0], state[1])
    var sums = projected
    if let hidden {
      let recurrent = try plan.value(
        of: Affine(transposesWeight: weights.isTransposed), hidden, weights.recurrent, name: name)
      sums = try plan.value(of: Operators.Add(), projected, recurrent, name: name)
    }
    var (input, output, forget, candidate) = try gates(sums, weights, cell, &plan, name)
    candidate = try activations[1].apply(to: candidate, clip: clip, into: &plan, name: name)
    if couplesGates {
      forget = try plan.value(of: Sub(), plan.number(1), input, name: name)
    }
    var next = try plan.value(of: Mul(), input, candidate, name: name)
    if let cell {
      let kept = try plan.value(of: Mul(), forget, cell, name: name)
      next = try plan.value(of: Operators.Add(), kept, next, name: name)
    }
    if weights.peephole != nil {
      let seen = try plan.value(of: Mul(), next, weights.parts[1], name: name)
      output = try plan.value(of: Operators.Add(), output, seen, name: name)
      output = try activations[0].apply(to: output, clip: clip, into: &plan, name: name)
    }
    let bent = try activations[2].apply(to: next, clip: nil, into: &plan, name: name)
    return [try plan.value(of: Mul(), output, bent, name: name), next]
  }

  // The gates, all but the cell's own after their function; the output gate before it where it has
  // yet to see the cell.
  private func gates(
    _ sums: Network.Value, _ weights: RecurrentWeights, _ cell: Network.Value?,
    _ plan: inout NetworkPlan, _ name: String
  ) throws(NetworkError) -> (Network.Value, Network.Value, Network.Value, Network.Value) {
    let units = weights.units
    guard weights.peephole != nil else {
      let parts = try plan.apply(
        Split(axis: 2, lengths: [3 * units, units]), to: [sums], name: name)
      let bent = try activations[0].apply(to: parts[0], clip: clip, into: &plan, name: name)
      let gates = try plan.apply(Split(axis: 2, count: 3), to: [bent], name: name)
      return (gates[0], gates[1], gates[2], parts[1])
    }
    var parts = try plan.apply(Split(axis: 2, count: 4), to: [sums], name: name)
    for gate in [0, 2] {
      if let cell {
        let seen = try plan.value(of: Mul(), cell, weights.parts[gate], name: name)
        parts[gate] = try plan.value(of: Operators.Add(), parts[gate], seen, name: name)
      }
      parts[gate] = try activations[0].apply(to: parts[gate], clip: clip, into: &plan, name: name)
    }
    return (parts[0], parts[1], parts[2], parts[3])
  }
}
