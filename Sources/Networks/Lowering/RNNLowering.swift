import Operators
import Tensors

/// RNN: a layer that also sees its own output of the step before, unrolled in time.
///
///     h' = f(x W + h R + b)
///
/// - Source: J. Elman, Cognitive Science 14 (1990).
public enum RNNLowering: Composite {
  /// `rnn`.
  public static let name = "rnn"
  /// `RNN`.
  public static let onnx = ONNXSpelling("RNN", since: 7)

  /// Adds one product for the input of all steps, and the steps.
  public static func lower(
    _ node: NodeDescription, _ inputs: [Network.Value?], into plan: inout NetworkPlan,
    name: String
  ) throws(NetworkError) -> [Network.Value?] {
    let layer = try reading(name) { () throws(OperatorError) in
      try RecurrentNode(node, name: name, gates: 1, activations: [.tanh])
    }
    return try layer.lower(inputs, stateCount: 1, sumsBiases: true, into: &plan) {
      RNNCell(activations: $0, clip: layer.clip)
    }
  }
}

/// One step of a plain recurrent layer.
struct RNNCell: RecurrentCell {
  let activations: [RecurrentActivation]
  let clip: Float?

  func step(
    _ projected: Network.Value, _ state: [Network.Value?], _ weights: RecurrentWeights,
    into plan: inout NetworkPlan, name: String
  ) throws(NetworkError) -> [Network.Value] {
    var sums = projected
    if let hidden = state[0] {
      let recurrent = try plan.value(
        of: Affine(transposesWeight: weights.isTransposed), hidden, weights.recurrent, name: name)
      sums = try plan.value(of: Operators.Add(), projected, recurrent, name: name)
    }
    return [try activations[0].apply(to: sums, clip: clip, into: &plan, name: name)]
  }
}
