import CKernels

/// The sum of several values, element by element, added from the first on.
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | x_1 ... x_n | any that fit each other | inputs, at least one, repeated as in `Add` |
/// | y | that of the longest on each axis | output |
public struct Sum: CombinationOperator {
  /// `sum`.
  public static let name = "sum"
  /// `Sum`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Sum")
  static let function = XV_ADD

  /// The operator; it has no attributes.
  public init() {}
}
