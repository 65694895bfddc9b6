import CKernels
import Tensors

/// The product of two values, element by element: y = a b.
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | a, b | any that fit each other | inputs, repeated along axes that are missing or of length 1 |
/// | y | that of the longer on each axis | output |
///
/// ## Gradient
///     da = dy b, db = dy a
/// Along axes along which an input is repeated, its gradient is summed, in float64.
public struct Mul: BinaryOperator {
  /// `mul`.
  public static let name = "mul"
  /// `Mul`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Mul")
  static let function = XV_MULTIPLY

  /// The operator; it has no attributes.
  public init() {}

  func localGradient(at input: Int, _ a: TensorView, _ b: TensorView) -> LocalGradient {
    LocalGradient(XV_LOCAL_PRODUCT, v: 1 - input, w: input, isOfSecond: true)
  }
}

extension Mul: MomentOperator {
  /// The product of both forms.
  package func moments(_ call: MomentCall) -> [SignalMoments] { [call.product()] }

  /// The gradient times the other factor.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    call.productGradients()
  }
}
