import Initializers
import Networks
import Operators

extension SignalGraph {
  /// The parameter that is added as a bias in each value that has one.
  ///
  /// A bias is the third input of an affine map or a convolution, or what is added to such a map's
  /// value and has numbers along one axis alone.
  var biases: [Int: Int] {
    var found: [Int: Int] = [:]
    for node in network.nodes {
      guard let output = node.outputs.first, dependsOnInput[output.index] else { continue }
      switch node.function {
      case is Affine, is Conv, is ConvTranspose:
        if node.inputs.count > 2, let bias = parameter(node.inputs[2]) {
          found[output.index] = bias
        }
      case is Operators.Add where node.inputs.count == 2:
        for (one, other) in [(0, 1), (1, 0)] {
          guard let bias = parameter(node.inputs[one]), isMapped(node.inputs[other]),
            network.parameters[bias].shape.lengths.count(where: { $0 != 1 }) <= 1
          else { continue }
          found[output.index] = bias
        }
      default: break
      }
    }
    return found
  }

  private func isMapped(_ value: Network.Value) -> Bool {
    guard let (_, node) = node(of: value) else { return false }
    switch node.function {
    case is Affine, is Conv, is ConvTranspose, is MatMul, is Einsum:
      return node.inputs.contains { !dependsOnInput[$0.index] }
    default: return false
    }
  }
}
