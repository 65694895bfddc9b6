import CKernels

/// The mean along some axes.
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | x | any | input |
/// | y | that of x without the reduced axes, or with 1 for their lengths | output |
///
/// ## Gradient
///     dx = dy / n for a mean of n elements
///
/// ## Edge cases
/// NaN of no elements.
public struct ReduceMean: ReductionOperator {
  /// `reduceMean`.
  public static let name = "reduceMean"
  /// `ReduceMean`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("ReduceMean")
  static let reducer = XV_MEAN

  /// The axes.
  public let axes: ReductionAxes

  /// The operator along the given axes.
  public init(_ axes: ReductionAxes = ReductionAxes()) { self.axes = axes }

  /// None.
  public func readsInBackward(input: Int) -> Bool { false }

  /// No.
  public var readsOutputsInBackward: Bool { false }

  func differentiate(_ gradient: ReductionGradient) {
    let (counts, means) = gradient.numbers
    counts.pointer.update(
      repeating: Float(gradient.reduction.plan.terms), count: counts.shape.count)
    gradient.divide(gradient.dy, by: counts.readOnly, into: means)
    gradient.write(XV_LOCAL_SECOND, means.readOnly, means.readOnly)
  }
}

extension ReduceMean: ReductionMoments {
  /// What is summed.
  var inner: ElementFunction { .line(1, 0) }

  /// What becomes of the sum.
  func outer(_ count: Double, mean: Double) -> ElementFunction { .line(1 / count, 0) }
}
