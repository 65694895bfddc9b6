import CKernels
import GaussianIntegrals

/// The sum of squares along some axes: y = sum of x^2.
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | x | any | input |
/// | y | that of x without the reduced axes, or with 1 for their lengths | output |
///
/// ## Gradient
///     dx = 2 x dy
///
/// ## Edge cases
/// 0 of no elements.
public struct ReduceSumSquare: ReductionOperator {
  /// `reduceSumSquare`.
  public static let name = "reduceSumSquare"
  /// `ReduceSumSquare`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("ReduceSumSquare")
  static let reducer = XV_SUM_OF_SQUARES

  /// The axes.
  public let axes: ReductionAxes

  /// The operator along the given axes.
  public init(_ axes: ReductionAxes = ReductionAxes()) { self.axes = axes }

  func differentiate(_ gradient: ReductionGradient) {
    gradient.write(XV_LOCAL_TWICE_PRODUCT, gradient.dy, gradient.dy)
  }
}

extension ReduceSumSquare: ReductionMoments {
  /// What is summed.
  var inner: ElementFunction { ElementFunction(ScalarFunction.square) }

  /// What becomes of the sum.
  func outer(_ count: Double, mean: Double) -> ElementFunction { .line(1, 0) }
}
