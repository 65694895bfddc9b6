import CKernels

/// The quotient of two values, element by element: y = a / b.
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | a, b | any that fit each other | inputs, repeated along axes that are missing or of length 1 |
/// | y | that of the longer on each axis | output |
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
}
