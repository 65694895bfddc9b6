import CKernels

/// The smallest element along some axes.
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | x | any | input |
/// | y | that of x without the reduced axes, or with 1 for their lengths | output |
///
/// ## Gradient
/// dy goes to the smallest element, in equal shares where there are several; NaN where the result is.
///
/// ## Edge cases
/// NaN where any element is, infinity of no elements.
public struct ReduceMin: ReductionOperator {
  /// `reduceMin`.
  public static let name = "reduceMin"
  /// `ReduceMin`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("ReduceMin")
  /// Each result is one of the elements.
  public static let isExactOnIntegers = true
  static let reducer = XV_MINIMUM

  /// The axes.
  public let axes: ReductionAxes

  /// The operator along the given axes.
  public init(_ axes: ReductionAxes = ReductionAxes()) { self.axes = axes }

  func differentiate(_ gradient: ReductionGradient) {
    gradient.share()
  }
}

/// The rule of ``ExtremeMoments``.
///
/// Typical error 3 % of the mean product of two inputs.
extension ReduceMin: ExtremeMoments {
  /// Whether it is the largest.
  var isLargest: Bool { false }
}
