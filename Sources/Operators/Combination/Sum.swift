import CKernels

/// The sum of several values, element by element, added from the first on.
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | x_1 ... x_n | any that fit each other | inputs, at least one, repeated as in `Add` |
/// | y | that of the longest on each axis | output |
///
/// ## Gradient
///     dx_k = dy
/// Along axes along which an input is repeated, its gradient is summed, in float64.
public struct Sum: CombinationOperator {
  /// `sum`.
  public static let name = "sum"
  /// `Sum`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Sum")
  static let function = XV_ADD

  /// The operator; it has no attributes.
  public init() {}
}

extension Sum: MomentOperator {
  /// The sum of all forms.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    [call.sum(call.inputs.map { _ in 1 })]
  }

  /// The gradient, summed over axes along which an input is repeated.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    call.sumGradients(call.forward.inputs.map { _ in 1 })
  }
}
