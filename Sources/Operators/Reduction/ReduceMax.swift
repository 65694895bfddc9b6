import CKernels

/// The largest element along some axes.
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | x | any | input |
/// | y | that of x without the reduced axes, or with 1 for their lengths | output |
///
/// ## Gradient
/// dy goes to the largest element, in equal shares where there are several; NaN where the result is.
///
/// ## Edge cases
/// NaN where any element is, minus infinity of no elements.
public struct ReduceMax: ReductionOperator {
  /// `reduceMax`.
  public static let name = "reduceMax"
  /// `ReduceMax`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("ReduceMax")
  /// Each result is one of the elements.
  public static let isExactOnIntegers = true
  static let reducer = XV_MAXIMUM

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
extension ReduceMax: ExtremeMoments {
  /// Whether it is the largest.
  var isLargest: Bool { true }
}
