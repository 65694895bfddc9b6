import Operators
import Tensors

/// SoftmaxCrossEntropyLoss: what scores cost at the right classes, after softmax over the classes.
///
/// ``NegativeLogLikelihoodLowering`` of `LogSoftmax` along axis 1, with its shapes and edge cases;
/// the log-probabilities are a second output.
public enum SoftmaxCrossEntropyLowering: Composite {
  /// `softmaxCrossEntropy`.
  public static let name = "softmaxCrossEntropy"
  /// `SoftmaxCrossEntropyLoss`.
  public static let onnx = ONNXSpelling("SoftmaxCrossEntropyLoss", since: 12)

  /// Adds log-probabilities and their loss.
  public static func lower(
    _ node: NodeDescription, _ inputs: [Network.Value?], into plan: inout NetworkPlan,
    name: String
  ) throws(NetworkError) -> [Network.Value?] {
    let loss = try reading(name) { () throws(OperatorError) in
      try ClassLoss(node, name: name)
    }
    let logarithms = try plan.value(of: LogSoftmax(axis: 1), inputs[0]!, name: name)
    return [try loss.losses(of: logarithms, inputs, into: &plan), logarithms]
  }
}
