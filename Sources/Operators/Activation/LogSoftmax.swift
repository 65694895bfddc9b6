import CKernels
import Tensors
import Threads

/// The logarithms of ``Softmax`` along an axis: y_j = x_j - log(sum over k of exp(x_k)).
///
/// ## Gradient
///     dx_j = dy_j - exp(y_j) sum over k of dy_k
///
/// ## Edge cases
/// The largest entry is subtracted first, so no finite column overflows. Before version 13 ONNX
/// took all axes from the given one on as one.
public struct LogSoftmax: DifferentiableOperator {
  /// `logSoftmax`.
  public static let name = "logSoftmax"
  /// `LogSoftmax`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("LogSoftmax")

  /// The axis, counted from the last where negative.
  public let axis: Int
  /// Whether the later axes are summed over too.
  public let takesLaterAxes: Bool

  /// The function along the given axis, and where that is said the later ones.
  public init(axis: Int = -1, takesLaterAxes: Bool = false) {
    self.axis = axis
    self.takesLaterAxes = takesLaterAxes
  }

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

  /// The function of each column, shared among threads.
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

private struct ForwardColumns: ParallelWork {
  let columns: AxisColumns
  let x: UnsafePointer<Float>
  let y: UnsafeMutablePointer<Float>
  let ranges: ParallelRanges

  func perform(_ index: Int) {
    let range = ranges[index]
    xv_log_softmax_columns(
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
    xv_log_softmax_columns_backward(
      y, dy, dx, columns.length, columns.inner, range.lowerBound, range.upperBound)
  }
}

extension LogSoftmax: MomentOperator {
  /// Logits less the logarithm of the mean sum, for many of them.
  ///
  /// Typical error 3 % for 99 logits.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    [SoftmaxRule(call, axis: axis, takesLaterAxes: takesLaterAxes).logarithms()]
  }

  /// As ``SoftmaxRule`` says.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    let rule = SoftmaxRule(call.forward, axis: axis, takesLaterAxes: takesLaterAxes)
    return [rule.logarithmGradient(call.outputGradient, call.gradients)]
  }
}
