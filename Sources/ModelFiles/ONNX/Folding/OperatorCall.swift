import Operators
import Tensors

/// An operator applied to arrays.
enum OperatorCall {
  /// One of its outputs.
  struct Output {
    let shape: Shape
    let numbers: [Float]
  }

  /// What an operator gives for arrays of numbers.
  static func run(
    _ function: any Operator, _ arguments: [(Shape, [Float])], _ folded: FoldedNode
  ) throws(OperatorError) -> [Output] {
    let shapes = try function.outputShapes(arguments.map(\.0))
    for shape in shapes { try folded.check(shape) }
    let inputs = arguments.map { Storage(Tensor($0.0, $0.1)) }
    let outputs = shapes.map { Storage(Tensor(zeros: $0)) }
    // Views do not keep tensors alive.
    defer { withExtendedLifetime((inputs, outputs)) {} }
    function.forward(
      ForwardCall(
        inputs: inputs.map { $0.tensor.view }, outputs: outputs.map { $0.tensor.mutableView },
        state: function.makeState(arguments.map(\.0))))
    return outputs.map { Output(shape: $0.tensor.shape, numbers: $0.tensor.array) }
  }

  // Keeps tensors, which are not copied, in an array.
  private final class Storage {
    let tensor: Tensor

    init(_ tensor: consuming Tensor) { self.tensor = tensor }
  }
}
