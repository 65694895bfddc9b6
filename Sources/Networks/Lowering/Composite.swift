import Operators
import Tensors

/// An operator of model files that stands for several operators here.
public protocol Composite: Sendable {
  /// How Swift's side spells it: `lstm`.
  static var name: String { get }

  /// How ONNX spells it, and in which versions of its operator set.
  static var onnx: ONNXSpelling { get }

  /// Adds the operators that a node stands for.
  ///
  /// - Parameters:
  ///   - node: the node, with the shapes of its inputs and what is known of them.
  ///   - inputs: the values that it is applied to; `nil` for one that is left out.
  ///   - plan: the network that the operators are added to.
  ///   - name: the node's name.
  /// - Returns: the node's outputs, in the file's order; `nil` for one that the file does not name.
  /// - Throws: ``NetworkError`` with code `.layer`.
  static func lower(
    _ node: NodeDescription, _ inputs: [Network.Value?], into plan: inout NetworkPlan,
    name: String
  ) throws(NetworkError) -> [Network.Value?]
}
