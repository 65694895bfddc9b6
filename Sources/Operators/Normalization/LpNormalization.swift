import CKernels
import Tensors
import Threads

/// Elements divided by their size along an axis: y = x / |x|, |x| the sum of the magnitudes for
/// p = 1, the root of the sum of squares for p = 2.
///
/// ## Gradient
///     dx = (dy - y sum of dy y) / |x| for p = 2,   (dy - sign x sum of dy y) / |x| for p = 1
///
/// ## Edge cases
/// Where the size is 0, so are the result and the gradient; the sign of 0 is 0.
public struct LpNormalization: DifferentiableOperator {
  /// `lpNormalization`.
  public static let name = "lpNormalization"
  /// `LpNormalization`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("LpNormalization")

  /// How sizes are measured.
  public enum Norm: Int, Sendable, Hashable {
    /// The sum of the magnitudes.
    case sumOfMagnitudes = 1
    /// The root of the sum of squares.
    case rootOfSquares = 2
  }

  /// The axis, counted from the last where negative.
  public let axis: Int
  /// How sizes are measured.
  public let norm: Norm

  /// The operator along the given axis.
  public init(axis: Int = -1, norm: Norm = .rootOfSquares) {
    self.axis = axis
    self.norm = norm
  }

  /// The operator with the node's attributes.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    let rank = try node.input(0).shape.rank
    let axis = try node.axis(node.integer("axis", default: -1), rank: max(rank, 1))
    let p = try node.integer("p", default: 2)
    guard let norm = Norm(rawValue: p) else {
      throw .attribute(node, "p", p, expected: "1 or 2 was")
    }
    return ImportedOperator(Self(axis: axis, norm: norm), inputs: [0])
  }

  /// The input's shape.
  ///
  /// - Throws: ``OperatorError`` with code `.rank` for an input without the axis.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    try [single(inputs, with: axis)]
  }

  /// Each column along the axis, shared among threads.
  public func forward(_ call: ForwardCall) {
    let columns = AxisColumns(call.input.shape, axis: axis, takesLaterAxes: false)
    let work = Columns(
      norm: norm, columns: columns, x: call.input.pointer, y: call.output.pointer,
      ranges: columns.ranges(call.threads))
    call.threads.run(count: work.ranges.count, work)
  }

  /// No.
  public var readsOutputsInBackward: Bool { false }

  /// The gradient column by column, shared among threads.
  public func backward(_ call: BackwardCall) {
    guard let inputGradient = call.inputGradient else { return }
    let columns = AxisColumns(call.input.shape, axis: axis, takesLaterAxes: false)
    let work = BackwardColumns(
      norm: norm, columns: columns, x: call.input.pointer, dy: call.outputGradient.pointer,
      dx: inputGradient.pointer, ranges: columns.ranges(call.threads))
    call.threads.run(count: work.ranges.count, work)
  }
}

private struct Columns: ParallelWork {
  let norm: LpNormalization.Norm
  let columns: AxisColumns
  let x: UnsafePointer<Float>
  let y: UnsafeMutablePointer<Float>
  let ranges: ParallelRanges

  func perform(_ index: Int) {
    let range = ranges[index]
    xv_normalize_columns(
      x, y, columns.length, columns.inner, Int32(norm.rawValue), range.lowerBound,
      range.upperBound)
  }
}

private struct BackwardColumns: ParallelWork {
  let norm: LpNormalization.Norm
  let columns: AxisColumns
  let x: UnsafePointer<Float>
  let dy: UnsafePointer<Float>
  let dx: UnsafeMutablePointer<Float>
  let ranges: ParallelRanges

  func perform(_ index: Int) {
    let range = ranges[index]
    xv_normalize_columns_backward(
      x, dy, dx, columns.length, columns.inner, Int32(norm.rawValue), range.lowerBound,
      range.upperBound)
  }
}

extension LpNormalization: MomentOperator {
  private func groups(_ call: MomentCall) -> ReducedAxes {
    let rank = call.shapes[0].rank
    return ReducedAxes(call.signal(0).axes, reduced: [axis < 0 ? axis + rank : axis])
  }

  private func factor(_ call: MomentCall) -> Double {
    let (x, n) = (call.signal(0), groups(call).count)
    switch norm {
    case .rootOfSquares:
      let square = call.space.products(x.form).own
      return square > 0 ? 1 / (n * square).squareRoot() : 0
    case .sumOfMagnitudes:
      let size = call.space.apply(Abs().elementFunction, to: x.form).constant
      return size > 0 ? 1 / (n * size) : 0
    }
  }

  /// Over the size that n elements have in the limit of many.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    let x = call.signal(0)
    let form = x.form.scaled(factor(call))
    // What elements have in common changes the size of the group.
    let covariance = call.space.covariance(x.form)
    let bits = groups(call).counts.bits
    let isSure = (1..<16).allSatisfy { $0 & ~bits != 0 || covariance[$0] == 0 }
    return [x.with(isSure ? form : call.space.approximated(form))]
  }

  /// Over the same size, less what lies along the value.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    let factor = factor(call.forward)
    let n = groups(call.forward).count
    let kept = norm == .rootOfSquares ? max(1 - 1 / n, 0).squareRoot() : 1
    return [
      call.gradients.settled(
        call.gradients.product(call.outputGradient, LinearForm(factor * kept)))
    ]
  }
}
