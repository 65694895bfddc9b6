import CKernels
import Tensors

/// The quotient of two values, element by element: y = a / b.
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | a, b | any that fit each other | inputs, repeated along axes that are missing or of length 1 |
/// | y | that of the longer on each axis | output |
///
/// ## Gradient
///     da = dy / b, db = -dy (a / b) / b
/// Along axes along which an input is repeated, its gradient is summed, in float64.
///
/// ## Edge cases
/// A division by 0 gives an infinity, 0 / 0 NaN.
public struct Div: BinaryOperator {
  /// `div`.
  public static let name = "div"
  /// `Div`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Div")
  static let function = XV_DIVIDE

  /// The operator; it has no attributes.
  public init() {}

  func localGradient(at input: Int, _ a: TensorView, _ b: TensorView) -> LocalGradient {
    input == 0
      ? LocalGradient(XV_LOCAL_QUOTIENT, v: 1, w: 0, isOfSecond: true)
      : LocalGradient(XV_LOCAL_QUOTIENT_SLOPE, v: 0, w: 1, isOfSecond: true)
  }
}

extension Div: MomentOperator {
  private static let reciprocal = Reciprocal().elementFunction

  private func asProduct(_ call: MomentCall) -> MomentCall {
    var inverse = call.signal(1)
    inverse.form = call.space.apply(Self.reciprocal, to: inverse.form)
    return MomentCall(
      inputs: [.signal(call.signal(0)), .signal(inverse)], shapes: call.shapes,
      outputShapes: call.outputShapes, space: call.space)
  }

  /// The product with one over the second input.
  package func moments(_ call: MomentCall) -> [SignalMoments] { [asProduct(call).product()] }

  /// dy / b and -dy a / b².
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    let (a, b) = (call.forward.signal(0), call.forward.signal(1))
    let inverse = call.space.apply(Self.reciprocal, to: b.form)
    let slope = call.space.apply(Self.reciprocal.derivative, to: b.form)
    return [
      call.summed(call.gradients.product(call.outputGradient, inverse), to: 0),
      call.summed(
        call.gradients.product(call.gradients.product(call.outputGradient, a.form), slope),
        to: 1),
    ]
  }
}
