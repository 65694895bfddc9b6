import CKernels
import Initializers
import Tensors

/// The input, with slopes below 0 that are learned: y = x for x >= 0, else slope x.
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | x | any | input |
/// | slope | one that repeats to that of x | channel × 1 × 1 for a slope for each channel of images |
/// | y | that of x | output |
///
/// - Source: K. He, X. Zhang, S. Ren, J. Sun, ICCV 2015, equation 1,
///   <https://arxiv.org/abs/1502.01852>.
///
/// ## Gradient
///     dx = dy for x > 0, else dy slope
///     dslope = 0 for x > 0, else dy x
/// The slope's is summed over the elements that have it, in float64.
public struct PReLU: BinaryOperator {
  /// `prelu`.
  public static let name = "prelu"
  /// `PRelu`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("PRelu")
  static let function = XV_PRELU

  /// The operator; it has no attributes.
  public init() {}

  /// The slope: it multiplies units.
  public func parameter(at input: Int, _ shapes: [Shape]) -> ParameterSlot? {
    guard input == 1 else { return nil }
    let axes = [Axis](repeating: .output, count: shapes[1].rank)
    let spec = try? ParameterSpec(shape: shapes[1], axes: axes, role: .normalizationScale)
    return spec.map { ParameterSlot("slope", $0) }
  }

  /// The input's shape.
  ///
  /// - Throws: ``OperatorError`` with code `.inputCount` for other than two inputs, `.shapes` where
  ///   the slope does not repeat to the input's shape.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    guard inputs.count == 2 else {
      throw .inputCount(of: Self.name, inputs.count, expected: "2 were")
    }
    _ = try broadcast(inputs[0], inputs)
    return [inputs[0]]
  }

  func localGradient(at input: Int, _ a: TensorView, _ b: TensorView) -> LocalGradient {
    input == 0
      ? LocalGradient(XV_LOCAL_PRELU_INPUT, v: 0, w: 1)
      : LocalGradient(XV_LOCAL_PRELU_SLOPE, v: 0, w: 1, isOfSecond: true)
  }
}

extension PReLU: MomentOperator {
  private static let above = ElementFunction.bend(0)
  private static let below = ElementFunction(
    "min(x,0)", shape: .bend(0.5, -0.5), kinks: [0]
  ) {
    min($0, 0)
  } slope: {
    $0 > 0 ? 0 : 1
  }

  /// max(x, 0) + slope min(x, 0).
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    if let slope = call.inputs[1].parameter?.number { return [call.applied(.bend(slope))] }
    let (x, slope) = (call.signal(0), call.signal(1))
    let below = call.space.apply(Self.below, to: x.form)
    let form =
      call.space.apply(Self.above, to: x.form) + call.space.product(below, slope.form)
    return [SignalMoments(form, call.broadcastAxes, x.length.uncertain)]
  }

  /// The gradient times 1 or the slope; that of the slope is the sum of dy min(x, 0).
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    let (x, slope) = (call.forward.signal(0), call.forward.signal(1))
    let (above, below) = (
      call.space.slope(of: Self.above, at: x.form), call.space.slope(of: Self.below, at: x.form)
    )
    let factor = above + call.space.product(below, slope.form)
    let minimum = call.space.apply(Self.below, to: x.form)
    return [
      call.gradients.product(call.outputGradient, factor),
      call.summed(call.gradients.product(call.outputGradient, minimum), to: 1),
    ]
  }
}
