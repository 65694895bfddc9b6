import CKernels

/// The sum of two values, element by element: y = a + b.
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | a, b | any that fit each other | inputs, repeated along axes that are missing or of length 1 |
/// | y | that of the longer on each axis | output |
public struct Add: BinaryOperator {
  /// `add`.
  public static let name = "add"
  /// `Add`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Add")
  static let function = XV_ADD

  /// The operator; it has no attributes.
  public init() {}
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
