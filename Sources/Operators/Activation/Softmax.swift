import CKernels
import Tensors
import Threads

/// Positive numbers that sum to 1 along an axis: y_j = exp(x_j) / sum over k of exp(x_k).
///
/// ## Gradient
///     dx_j = y_j (dy_j - sum over k of dy_k y_k)
///
/// ## Edge cases
/// The largest entry is subtracted first, so no finite column overflows. Before version 13 ONNX
/// took all axes from the given one on as one.
public struct Softmax: ActivationOperator {
  /// `softmax`.
  public static let name = "softmax"
  /// `Softmax`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Softmax")

  /// The axis, counted from the last where negative.
  public let axis: Int
  /// Whether the later axes are summed over too.
  public let takesLaterAxes: Bool

  /// The function along the last axis; it has no argument.
  public init(argument: Double = 0) { self.init(axis: -1) }

  /// The function along the given axis, and where that is said the later ones.
  public init(axis: Int, takesLaterAxes: Bool = false) {
    self.axis = axis
    self.takesLaterAxes = takesLaterAxes
  }

  /// Bounded.
  public var range: ClosedRange<Float>? { 0...1 }

  /// The function along the node's axis.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    let (axis, takesLaterAxes) = try softmaxAxis(of: node)
    return ImportedOperator(Self(axis: axis, takesLaterAxes: takesLaterAxes), inputs: [0])
  }

  /// The input's shape.
  ///
  /// - Throws: ``OperatorError`` with code `.rank` for an input without the axis.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    try [takesLaterAxes ? single(inputs) : single(inputs, with: axis)]
  }

  /// Softmax of each column, shared among threads.
  public func forward(_ call: ForwardCall) {
    let columns = AxisColumns(call.input.shape, axis: axis, takesLaterAxes: takesLaterAxes)
    let work = ForwardColumns(
      columns: columns, x: call.input.pointer, y: call.output.pointer,
      ranges: columns.ranges(call.threads))
    call.threads.run(count: work.ranges.count, work)
  }

  /// None.
  public func readsInBackward(input: Int) -> Bool { false }

  /// The gradient column by column, shared among threads.
  public func backward(_ call: BackwardCall) {
    guard let inputGradient = call.inputGradient else { return }
    let columns = AxisColumns(call.input.shape, axis: axis, takesLaterAxes: takesLaterAxes)
    let work = BackwardColumns(
      columns: columns, y: call.output.pointer, dy: call.outputGradient.pointer,
      dx: inputGradient.pointer, ranges: columns.ranges(call.threads))
    call.threads.run(count: work.ranges.count, work)
  }
}

extension Activation {
  /// ``Softmax``.
  public static let softmax = Activation(Softmax())
}

private struct ForwardColumns: ParallelWork {
  let columns: AxisColumns
  let x: UnsafePointer<Float>
  let y: UnsafeMutablePointer<Float>
  let ranges: ParallelRanges

  func perform(_ index: Int) {
    let range = ranges[index]
    xv_softmax_columns(
      x, y, columns.length, columns.inner, range.lowerBound, range.upperBound)
  }
}

private struct BackwardColumns: ParallelWork {
  let columns: AxisColumns
  let y: UnsafePointer<Float>
  let dy: UnsafePointer<Float>
  let dx: UnsafeMutablePointer<Float>
  let ranges: ParallelRanges

  func perform(_ index: Int) {
    let range = ranges[index]
    xv_softmax_columns_backward(
      y, dy, dx, columns.length, columns.inner, range.lowerBound, range.upperBound)
  }
}

extension Softmax: MomentOperator {
  /// Integrals over normal logits; what rows have in common is interpolated.
  ///
  /// Typical error 3 % of the mean product of two inputs; mean and mean square are exact.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    [SoftmaxRule(call, axis: axis, takesLaterAxes: takesLaterAxes).moments()]
  }

  /// As ``SoftmaxRule`` says.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    let rule = SoftmaxRule(call.forward, axis: axis, takesLaterAxes: takesLaterAxes)
    return [rule.gradient(call.outputGradient, call.gradients)]
  }
}
