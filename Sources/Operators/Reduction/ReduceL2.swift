import CKernels
import GaussianIntegrals

/// The length along some axes: y = sqrt(sum of x^2).
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | x | any | input |
/// | y | that of x without the reduced axes, or with 1 for their lengths | output |
///
/// ## Gradient
///     dx = dy x / y, 0 for y = 0
///
/// ## Edge cases
/// 0 of no elements. Squares do not overflow.
public struct ReduceL2: ReductionOperator {
  /// `reduceL2`.
  public static let name = "reduceL2"
  /// `ReduceL2`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("ReduceL2")
  static let reducer = XV_ROOT_OF_SQUARES

  /// The axes.
  public let axes: ReductionAxes

  /// The operator along the given axes.
  public init(_ axes: ReductionAxes = ReductionAxes()) { self.axes = axes }

  func differentiate(_ gradient: ReductionGradient) {
    gradient.write(XV_LOCAL_DIRECTION, gradient.dy, gradient.y)
  }
}

extension ReduceL2: ReductionMoments {
  /// What is summed.
  var inner: ElementFunction { ElementFunction(ScalarFunction.square) }

  /// What becomes of the sum.
  func outer(_ count: Double, mean: Double) -> ElementFunction {
    Sqrt().elementFunction.above(mean / 8)
  }
}
