import CKernels

/// The sum along some axes.
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | x | any | input |
/// | y | that of x without the reduced axes, or with 1 for their lengths | output |
///
/// ## Gradient
///     dx = dy
///
/// ## Edge cases
/// 0 of no elements. Partial sums do not overflow.
public struct ReduceSum: ReductionOperator {
  /// `reduceSum`.
  public static let name = "reduceSum"
  /// `ReduceSum`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("ReduceSum")
  static let reducer = XV_SUM
  static let axesAreInputSince = 13

  /// The axes.
  public let axes: ReductionAxes

  /// The operator along the given axes.
  public init(_ axes: ReductionAxes = ReductionAxes()) { self.axes = axes }

  /// None.
  public func readsInBackward(input: Int) -> Bool { false }

  /// No.
  public var readsOutputsInBackward: Bool { false }

  func differentiate(_ gradient: ReductionGradient) {
    gradient.write(XV_LOCAL_SECOND, gradient.dy, gradient.dy)
  }
}

extension ReduceSum: ReductionMoments {
  /// What is summed.
  var inner: ElementFunction { .line(1, 0) }

  /// What becomes of the sum.
  func outer(_ count: Double, mean: Double) -> ElementFunction { .line(1, 0) }
}
