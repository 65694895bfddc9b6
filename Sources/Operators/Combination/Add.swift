import CKernels
import Tensors

/// The sum of two values, element by element: y = a + b.
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | a, b | any that fit each other | inputs, repeated along axes that are missing or of length 1 |
/// | y | that of the longer on each axis | output |
///
/// ## Gradient
///     da = dy, db = dy
/// Along axes along which an input is repeated, its gradient is summed, in float64.
public struct Add: BinaryOperator {
  /// `add`.
  public static let name = "add"
  /// `Add`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Add")
  static let function = XV_ADD

  /// The operator; it has no attributes.
  public init() {}

  func localGradient(at input: Int, _ a: TensorView, _ b: TensorView) -> LocalGradient {
    LocalGradient(XV_LOCAL_FIRST, v: input, w: input)
  }
}

extension Add: MomentOperator {
  /// The sum of both forms.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    [call.sum([1, 1])]
  }

  /// The gradient, summed over axes along which an input is repeated.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    call.sumGradients([1, 1])
  }
}
