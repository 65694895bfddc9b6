import CKernels
import Tensors

/// The difference of two values, element by element: y = a - b.
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | a, b | any that fit each other | inputs, repeated along axes that are missing or of length 1 |
/// | y | that of the longer on each axis | output |
///
/// ## Gradient
///     da = dy, db = -dy
/// Along axes along which an input is repeated, its gradient is summed, in float64.
public struct Sub: BinaryOperator {
  /// `sub`.
  public static let name = "sub"
  /// `Sub`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Sub")
  static let function = XV_SUBTRACT

  /// The operator; it has no attributes.
  public init() {}

  func localGradient(at input: Int, _ a: TensorView, _ b: TensorView) -> LocalGradient {
    LocalGradient(XV_LOCAL_FIRST, v: input, w: input, divisor: input == 0 ? 1 : -1)
  }
}

extension Sub: MomentOperator {
  /// The difference of both forms.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    [call.sum([1, -1])]
  }

  /// The gradient, summed over axes along which an input is repeated.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    call.sumGradients([1, -1])
  }
}
