import CKernels

/// The difference of two values, element by element: y = a - b.
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | a, b | any that fit each other | inputs, repeated along axes that are missing or of length 1 |
/// | y | that of the longer on each axis | output |
public struct Sub: BinaryOperator {
  /// `sub`.
  public static let name = "sub"
  /// `Sub`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Sub")
  static let function = XV_SUBTRACT

  /// The operator; it has no attributes.
  public init() {}
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
