import CKernels
import Tensors
import Threads

/// Rows brought to mean square 1: y = x / sqrt(mean of x^2 + epsilon) scale.
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | x | rows × columns | input; the axes before ``axis`` are the rows, those from it on the columns |
/// | scale | repeats to that of x | factor, one for each column as a rule |
/// | y | that of x | output |
///
/// ## Gradient
/// With z = x / sqrt(mean of x^2 + epsilon), s one over that root, g = dy scale, and the mean over
/// the row:
///
///     dx = s (g - z mean of g z),   d scale = sum of dy z
///
/// - Source: B. Zhang, R. Sennrich, NeurIPS 2019, <https://arxiv.org/abs/1910.07467>.
public struct RMSNormalization: DifferentiableOperator {
  /// `rmsNormalization`.
  public static let name = "rmsNormalization"
  /// `RMSNormalization`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("RMSNormalization", since: 23)

  /// The first axis of the columns, counted from the last where negative.
  public let axis: Int
  /// What is added to the mean square.
  public let epsilon: Float

  /// Normalization over the axes from the given one on.
  public init(axis: Int = -1, epsilon: Float = 1e-5) {
    self.axis = axis
    self.epsilon = epsilon
  }

  /// The operator with the node's attributes.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    let rank = try node.input(0).shape.rank
    let axis = try node.axis(node.integer("axis", default: -1), rank: rank)
    let epsilon = try node.float("epsilon", default: 1e-5)
    return ImportedOperator(Self(axis: axis, epsilon: epsilon), inputs: [0, 1])
  }

  /// The scale.
  public func parameter(at input: Int, _ shapes: [Shape]) -> ParameterSlot? {
    input == 0 ? nil : .normalization(isShift: false, shapes[input])
  }

  /// The input's shape.
  ///
  /// - Throws: ``OperatorError`` with code `.inputCount` for other than two inputs, `.rank` for an
  ///   input without the axis, `.shapes` where the scale does not repeat to the input's shape.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    guard inputs.count == 2 else {
      throw .inputCount(of: Self.name, inputs.count, expected: "2 were")
    }
    guard NormalizedRows(inputs[0], axis: axis) != nil else {
      throw .rank(of: Self.name, expected: "axis \(axis) was", found: inputs[0])
    }
    _ = try broadcast(inputs[0], [inputs[1]])
    return [inputs[0]]
  }

  /// The inverse size of each row.
  public func makeState(_ inputs: [Shape]) -> (any OperatorState)? {
    NormalizedRows(inputs[0], axis: axis).map { rows in
      NormalizationState(count: inputs[0].count == 0 ? 0 : rows.rows)
    }
  }

  /// Each row, shared among threads.
  public func forward(_ call: ForwardCall) {
    guard let rows = NormalizedRows(call.input.shape, axis: axis), call.input.shape.count > 0
    else { return }
    let isPlain = rows.isColumns(call.inputs[1].shape, of: call.input.shape)
    let work = Rows(
      epsilon: Double(epsilon), call: call, rows: rows,
      state: call.state as? NormalizationState ?? NormalizationState(count: rows.rows),
      broadcast: isPlain ? nil : Broadcast(call.input.shape, [call.inputs[1].shape]),
      ranges: ParallelRanges(
        total: rows.rows, grain: max(normalizationGrain / max(rows.columns, 1), 1),
        threads: call.threads))
    call.threads.run(count: work.ranges.count, work)
  }

  /// All gradients, four rows at a time while they are in the cache.
  public func backward(_ call: BackwardCall) {
    guard let rows = NormalizedRows(call.input.shape, axis: axis), let state = statistics(call)
    else { return }
    NormalizedRowGradients(call: call, rows: rows, state: state, subtractsMean: false).run()
  }
}

private struct Rows: ParallelWork {
  let epsilon: Double
  let call: ForwardCall
  let rows: NormalizedRows
  let state: NormalizationState
  let broadcast: Broadcast?
  let ranges: ParallelRanges

  func perform(_ index: Int) {
    let range = ranges[index]
    let (first, last) = (range.lowerBound * rows.columns, range.upperBound * rows.columns)
    let scale = call.inputs[1].pointer
    xv_normalize_rows_by_root_mean_square(
      call.input.pointer + first, call.output.pointer + first, range.count, rows.columns, epsilon,
      broadcast == nil ? scale : nil, state.inverseDeviations + range.lowerBound)
    guard let broadcast else { return }
    withUnsafePointer(to: broadcast.plan(for: call.output)) {
      xv_binary_into(XV_MULTIPLY, $0, scale, call.output.pointer, first, last)
    }
  }
}

extension RMSNormalization: MomentOperator {
  private func rule(_ call: MomentCall) -> NormalizedMoments {
    let rank = call.shapes[0].rank
    let first = axis < 0 ? axis + rank : axis
    let groups = ReducedAxes(call.signal(0).axes, reduced: Set(max(first, 0)..<rank))
    return NormalizedMoments(
      normalized: Normalized(
        groups: groups, subtractsMean: false, epsilon: Double(epsilon)), channelAxis: nil)
  }

  /// Mean square 1 over the last axes, then the factor.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    let y = rule(call).moments(call)
    return [y]
  }

  /// The gradient without what it has in common with the normalized value, over the deviation.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    rule(call.forward).gradientMoments(call)
  }
}
