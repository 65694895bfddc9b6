import Operators
import Tensors

/// NegativeLogLikelihoodLoss: what log-probabilities cost at the right classes, example by example,
/// summed or averaged.
///
///     l[n, d] = -w[t[n, d]] x[n, t[n, d], d]
///
/// The mean divides by the sum of the weights that were used, or without weights by the number of
/// labels that count.
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | x | examples × classes × any further axes | log-probabilities |
/// | t | that of x without classes | labels |
/// | w | classes | weights, 1 where they are left out |
/// | output | that of t, or a scalar | losses, their sum or their mean |
///
/// ## Edge cases
/// A label that is to be ignored costs nothing, whatever number it is, and the log-probabilities at
/// its place have no gradient. Any other label that is no class gives NaN, as the mean does where no
/// label counts. Labels may be given when the network runs.
public enum NegativeLogLikelihoodLowering: Composite {
  /// `negativeLogLikelihood`.
  public static let name = "negativeLogLikelihood"
  /// `NegativeLogLikelihoodLoss`.
  public static let onnx = ONNXSpelling("NegativeLogLikelihoodLoss", since: 12)

  /// Adds the choice of the right classes and what is done with their log-probabilities.
  public static func lower(
    _ node: NodeDescription, _ inputs: [Network.Value?], into plan: inout NetworkPlan,
    name: String
  ) throws(NetworkError) -> [Network.Value?] {
    let loss = try reading(name) { () throws(OperatorError) in
      try ClassLoss(node, name: name)
    }
    return [try loss.losses(of: inputs[0]!, inputs, into: &plan)]
  }
}
