import CKernels

/// The mean of several values, element by element: their sum from the first on, divided by n.
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | x_1 ... x_n | any that fit each other | inputs, at least one, repeated as in `Add` |
/// | y | that of the longest on each axis | output |
///
/// ## Gradient
///     dx_k = dy / n
/// Along axes along which an input is repeated, its gradient is summed, in float64.
public struct Mean: CombinationOperator {
  /// `mean`.
  public static let name = "mean"
  /// `Mean`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Mean")
  static let function = XV_ADD
  static let isMean = true

  /// The operator; it has no attributes.
  public init() {}
}

extension Mean: MomentOperator {
  /// The mean of all forms.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    [call.sum(call.inputs.map { _ in 1 / Double(call.inputs.count) })]
  }

  /// The gradient, summed over axes along which an input is repeated.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    call.sumGradients(call.forward.inputs.map { _ in 1 / Double(call.forward.inputs.count) })
  }
}
