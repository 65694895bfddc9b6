import CKernels

/// The product along some axes.
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | x | any | input |
/// | y | that of x without the reduced axes, or with 1 for their lengths | output |
///
/// ## Edge cases
/// 1 of no elements. Partial products do not overflow.
public struct ReduceProd: ReductionOperator {
  /// `reduceProd`.
  public static let name = "reduceProd"
  /// `ReduceProd`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("ReduceProd")
  static let reducer = XV_PRODUCT

  /// The axes.
  public let axes: ReductionAxes

  /// The operator along the given axes.
  public init(_ axes: ReductionAxes = ReductionAxes()) { self.axes = axes }
}
