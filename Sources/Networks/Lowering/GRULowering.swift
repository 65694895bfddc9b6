import Operators
import Tensors

/// GRU: a layer whose gates say how much of its state is reset and how much updated, unrolled in
/// time.
///
///     z = f(x Wz + h Rz + bz),   r = f(x Wr + h Rr + br)
///     n = g(x Wh + (r h) Rh + bh),   or with linear_before_reset g(x Wh + bh + r (h Rh + bh'))
///     h' = (1 - z) n + z h
///
/// - Source: K. Cho et al., EMNLP 2014.
public enum GRULowering: Composite {
  /// `gru`.
  public static let name = "gru"
  /// `GRU`.
  public static let onnx = ONNXSpelling("GRU", since: 7)

  /// Adds one product for the input of all steps, and the steps.
  public static func lower(
    _ node: NodeDescription, _ inputs: [Network.Value?], into plan: inout NetworkPlan,
    name: String
  ) throws(NetworkError) -> [Network.Value?] {
    let (layer, resetsLast) = try reading(name) { () throws(OperatorError) in
      (
        try RecurrentNode(node, name: name, gates: 3, activations: [.sigmoid, .tanh]),
        try node.flag("linear_before_reset", default: false)
      )
    }
    return try layer.lower(inputs, stateCount: 1, sumsBiases: !resetsLast, into: &plan) {
      GRUCell(activations: $0, clip: layer.clip, resetsAfterProduct: resetsLast)
    }
  }
}

/// One step of a GRU; gates are stored update, reset, new.
struct GRUCell: RecurrentCell {
  let activations: [RecurrentActivation]
  let clip: Float?
  /// Whether the reset gate acts on the state's product with its weight, not on the state.
  let resetsAfterProduct: Bool

  /// The parts of weight or bias for the gates, and for what is new.
  func prepare(
    _ weights: inout RecurrentWeights, into plan: inout NetworkPlan, name: String
  ) throws(NetworkError) {
    let lengths = [2 * weights.units, weights.units]
    if !resetsAfterProduct {
      weights.parts = try plan.apply(
        Split(axis: weights.isTransposed ? 0 : 1, lengths: lengths), to: [weights.recurrent],
        name: name)
    } else if let bias = weights.recurrentBias {
      weights.parts = try plan.apply(Split(axis: 0, lengths: lengths), to: [bias], name: name)
    }
  }

  func step(
    _ projected: Network.Value, _ state: [Network.Value?], _ weights: RecurrentWeights,
    into plan: inout NetworkPlan, name: String
  ) throws(NetworkError) -> [Network.Value] {
    let units = weights.units
    let split = Split(axis: 2, lengths: [2 * units, units])
    let map = Affine(transposesWeight: weights.isTransposed)
    let parts = try plan.apply(split, to: [projected], name: name)
    var (sums, candidate) = (parts[0], parts[1])
    var product: Network.Value?
    if resetsAfterProduct {
      if let hidden = state[0] {
        var operands = [hidden, weights.recurrent]
        if let bias = weights.recurrentBias { operands.append(bias) }
        let recurrent = try plan.apply(map, to: operands, name: name)[0]
        let own = try plan.apply(split, to: [recurrent], name: name)
        sums = try plan.value(of: Operators.Add(), sums, own[0], name: name)
        product = own[1]
      } else if !weights.parts.isEmpty {
        sums = try plan.value(of: Operators.Add(), sums, weights.parts[0], name: name)
        product = weights.parts[1]
      }
    } else if let hidden = state[0] {
      let recurrent = try plan.value(of: map, hidden, weights.parts[0], name: name)
      sums = try plan.value(of: Operators.Add(), sums, recurrent, name: name)
      product = weights.parts[1]
    }
    let bent = try activations[0].apply(to: sums, clip: clip, into: &plan, name: name)
    let gates = try plan.apply(Split(axis: 2, count: 2), to: [bent], name: name)
    let (update, reset) = (gates[0], gates[1])
    if let known = product {
      let term: Network.Value
      if resetsAfterProduct {
        term = try plan.value(of: Mul(), reset, known, name: name)
      } else {
        let kept = try plan.value(of: Mul(), reset, state[0]!, name: name)
        term = try plan.value(of: map, kept, known, name: name)
      }
      candidate = try plan.value(of: Operators.Add(), candidate, term, name: name)
    }
    let new = try activations[1].apply(to: candidate, clip: clip, into: &plan, name: name)
    guard let hidden = state[0] else {
      let lost = try plan.value(of: Mul(), update, new, name: name)
      return [try plan.value(of: Sub(), new, lost, name: name)]
    }
    let change = try plan.value(of: Sub(), hidden, new, name: name)
    let kept = try plan.value(of: Mul(), update, change, name: name)
    return [try plan.value(of: Operators.Add(), new, kept, name: name)]
  }
}
