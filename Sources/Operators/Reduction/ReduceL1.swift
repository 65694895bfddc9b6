import CKernels

/// The sum of the sizes along some axes: y = sum of |x|.
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | x | any | input |
/// | y | that of x without the reduced axes, or with 1 for their lengths | output |
///
/// ## Gradient
///     dx = dy sign(x), 0 for x = 0
///
/// ## Edge cases
/// 0 of no elements.
public struct ReduceL1: ReductionOperator {
  /// `reduceL1`.
  public static let name = "reduceL1"
  /// `ReduceL1`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("ReduceL1")
  static let reducer = XV_SUM_OF_MAGNITUDES

  /// The axes.
  public let axes: ReductionAxes

  /// The operator along the given axes.
  public init(_ axes: ReductionAxes = ReductionAxes()) { self.axes = axes }

  func differentiate(_ gradient: ReductionGradient) {
    gradient.write(XV_LOCAL_SIGN, gradient.dy, gradient.dy)
  }
}

extension ReduceL1: ReductionMoments {
  /// What is summed.
  var inner: ElementFunction { Abs().elementFunction }

  /// What becomes of the sum.
  func outer(_ count: Double, mean: Double) -> ElementFunction { .line(1, 0) }
}
