import CKernels

/// The logarithm of the sum along some axes: y = log(sum of x).
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | x | any | input |
/// | y | that of x without the reduced axes, or with 1 for their lengths | output |
///
/// ## Gradient
///     dx = dy / sum of x
///
/// ## Edge cases
/// Minus infinity of a sum of 0, NaN of a negative one.
public struct ReduceLogSum: ReductionOperator {
  /// `reduceLogSum`.
  public static let name = "reduceLogSum"
  /// `ReduceLogSum`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("ReduceLogSum")
  static let reducer = XV_LOG_OF_SUM

  /// The axes.
  public let axes: ReductionAxes

  /// The operator along the given axes.
  public init(_ axes: ReductionAxes = ReductionAxes()) { self.axes = axes }

  func differentiate(_ gradient: ReductionGradient) {
    let (sums, ratios) = gradient.numbers
    // The logarithm has lost digits of the sum.
    gradient.sum(XV_LOCAL_FIRST, gradient.y, into: sums)
    gradient.divide(gradient.dy, by: sums.readOnly, into: ratios)
    gradient.write(XV_LOCAL_SECOND, ratios.readOnly, ratios.readOnly)
  }
}

extension ReduceLogSum: ReductionMoments {
  /// What is summed.
  var inner: ElementFunction { .line(1, 0) }

  /// What becomes of the sum.
  func outer(_ count: Double, mean: Double) -> ElementFunction { .logarithm.above(mean / 8) }
}
