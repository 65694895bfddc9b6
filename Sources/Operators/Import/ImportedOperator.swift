/// What a node of a model file becomes.
public struct ImportedOperator: Sendable {
  /// The operator.
  public let function: any Operator
  /// The numbers of the node's inputs that are the operator's, in its order.
  public let inputs: [Int]

  /// An operator on the given inputs of a node.
  public init(_ function: some Operator, inputs: [Int]) {
    self.function = function
    self.inputs = inputs
  }

  /// An operator on all inputs that a node has.
  public init(_ function: some Operator, allInputsOf node: NodeDescription) {
    self.init(function, inputs: node.inputs.indices.filter { node.inputs[$0] != nil })
  }
}
