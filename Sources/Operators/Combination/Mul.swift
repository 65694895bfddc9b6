import CKernels

/// The product of two values, element by element: y = a b.
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | a, b | any that fit each other | inputs, repeated along axes that are missing or of length 1 |
/// | y | that of the longer on each axis | output |
public struct Mul: BinaryOperator {
  /// `mul`.
  public static let name = "mul"
  /// `Mul`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Mul")
  static let function = XV_MULTIPLY

  /// The operator; it has no attributes.
  public init() {}
}

extension Mul: MomentOperator {
  /// The product of both forms.
  package func moments(_ call: MomentCall) -> [SignalMoments] { [call.product()] }

  /// The gradient times the other factor.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    call.productGradients()
  }
}
