import CKernels

/// The logarithm of the sum of exponentials along some axes: y = log(sum of exp(x)).
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | x | any | input |
/// | y | that of x without the reduced axes, or with 1 for their lengths | output |
///
/// ## Gradient
///     dx = dy exp(x - y), 0 for y = -infinity
/// The terms are divided by their sum, so that they add up to dy however y is rounded.
///
/// ## Edge cases
/// The largest x is taken out first, so no finite result overflows. Minus infinity of no elements.
public struct ReduceLogSumExp: ReductionOperator {
  /// `reduceLogSumExp`.
  public static let name = "reduceLogSumExp"
  /// `ReduceLogSumExp`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("ReduceLogSumExp")
  static let reducer = XV_LOG_OF_POWERS

  /// The axes.
  public let axes: ReductionAxes

  /// The operator along the given axes.
  public init(_ axes: ReductionAxes = ReductionAxes()) { self.axes = axes }

  func differentiate(_ gradient: ReductionGradient) {
    let (sums, ratios) = gradient.numbers
    gradient.sum(XV_LOCAL_POWER_OF_E, gradient.y, into: sums)
    gradient.divide(gradient.dy, by: sums.readOnly, into: ratios)
    gradient.write(XV_LOCAL_SHARE, ratios.readOnly, gradient.y)
  }
}

extension ReduceLogSumExp: ReductionMoments {
  /// What is summed.
  var inner: ElementFunction { Exp().elementFunction }

  /// What becomes of the sum.
  func outer(_ count: Double, mean: Double) -> ElementFunction { .logarithm.above(mean / 8) }
}
