import Networks
import Operators

extension SignalGraph {
  /// The values whose gradients are given: the float outputs, each before a softmax or sigmoid that
  /// ends it.
  ///
  /// Behind those a gradient of ones is 0, and one of noise all but that.
  var logits: [Network.Value] {
    var found: [Network.Value] = []
    for output in network.outputs where output.type.isFloat && dependsOnInput[output.value.index] {
      let value = logits(behind: output.value)
      if !found.contains(value) { found.append(value) }
    }
    return found
  }

  // What a final softmax or sigmoid is applied to, through operators that keep elements; else the
  // value itself.
  private func logits(behind output: Network.Value) -> Network.Value {
    var value = output
    while let (_, node) = node(of: value), node.outputs.count == 1, let input = node.inputs.first,
      dependsOnInput[input.index]
    {
      switch node.function {
      case is Softmax, is LogSoftmax, is Sigmoid: return input
      case is Operators.Reshape, is Operators.Flatten, is Squeeze, is Unsqueeze,
        is Operators.Transpose, is Cast, is IdentityActivation:
        value = input
      default: return output
      }
    }
    return output
  }
}
