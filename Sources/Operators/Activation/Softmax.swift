import CKernels

/// Positive numbers that sum to 1 along the last axis: y_j = exp(x_j) / sum over k of exp(x_k).
///
/// ## Gradient
///     dx_j = y_j (dy_j - sum over k of dy_k y_k)
///
/// ## Edge cases
/// The largest entry of a row is subtracted first, so no finite row overflows.
public struct Softmax: ActivationOperator {
  /// `softmax`.
  public static let name = "softmax"
  /// `Softmax`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Softmax")

  /// The function; it has no argument.
  public init(argument: Double = 0) {}

  /// Bounded.
  public var range: ClosedRange<Float>? { 0...1 }

  /// Softmax of each row.
  public func forward(_ call: ForwardCall) {
    let columns = call.input.shape.lengths.last ?? 1
    let rows = columns == 0 ? 0 : call.input.shape.count / columns
    xv_softmax_forward(call.input.pointer, call.output.pointer, rows, columns)
  }

  /// The gradient row by row.
  public func backward(_ call: BackwardCall) {
    guard let inputGradient = call.inputGradient else { return }
    let columns = call.input.shape.lengths.last ?? 1
    let rows = columns == 0 ? 0 : call.input.shape.count / columns
    xv_softmax_backward(
      call.output.pointer, call.outputGradient.pointer, inputGradient.pointer, rows, columns)
  }
}

extension Activation {
  /// ``Softmax``.
  public static let softmax = Activation(Softmax())
}
