import CKernels
import Tensors
import Threads

/// Rows brought to mean 0 and variance 1: y = (x - mean) / sqrt(variance + epsilon) scale + shift.
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | x | rows × columns | input; the axes before ``axis`` are the rows, those from it on the columns |
/// | scale | repeats to that of x | factor, one for each column as a rule |
/// | shift | repeats to that of x | what is added; may be missing |
/// | y | that of x | output |
/// | mean | that of x with 1 for the lengths of the columns | where statistics are asked for |
/// | inverse deviation | the same | 1 / sqrt(variance + epsilon), where statistics are asked for |
///
/// ## Gradient
/// With z the rows before scale and shift, s the inverse deviation of a row of n columns, g = dy
/// scale, and the means over the row:
///
///     dx = s (g - mean of g - z mean of g z) + d mean / n - d s s² z / n
///     d scale = sum of dy z,   d shift = sum of dy
///
/// ## Edge cases
/// Mean and variance are taken in float64, the variance about the mean, over all columns and not
/// one less. Rows without columns have no elements, and NaN for their mean.
///
/// - Source: J. Ba, J. Kiros, G. Hinton, 2016, <https://arxiv.org/abs/1607.06450>.
public struct LayerNormalization: DifferentiableOperator {
  /// `layerNormalization`.
  public static let name = "layerNormalization"
  /// `LayerNormalization`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("LayerNormalization", since: 17)

  /// The first axis of the columns, counted from the last where negative.
  public let axis: Int
  /// What is added to the variance.
  public let epsilon: Float
  /// Whether mean and inverse deviation are outputs too.
  public let givesStatistics: Bool

  /// Normalization over the axes from the given one on.
  public init(axis: Int = -1, epsilon: Float = 1e-5, givesStatistics: Bool = false) {
    self.axis = axis
    self.epsilon = epsilon
    self.givesStatistics = givesStatistics
  }

  /// The operator with the node's attributes.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    let rank = try node.input(0).shape.rank
    let axis = try node.axis(node.integer("axis", default: -1), rank: rank)
    let function = Self(
      axis: axis, epsilon: try node.float("epsilon", default: 1e-5),
      givesStatistics: node.wantsOutput(1) || node.wantsOutput(2))
    return ImportedOperator(function, inputs: node.hasInput(2) ? [0, 1, 2] : [0, 1])
  }

  /// Scale and shift.
  public func parameter(at input: Int, _ shapes: [Shape]) -> ParameterSlot? {
    input == 0 ? nil : .normalization(isShift: input == 2, shapes[input])
  }

  /// The input's shape, and those of the statistics.
  ///
  /// - Throws: ``OperatorError`` with code `.inputCount` for other than two or three inputs, `.rank`
  ///   for an input without the axis, `.shapes` where a parameter does not repeat to the input's
  ///   shape.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    guard inputs.count == 2 || inputs.count == 3 else {
      throw .inputCount(of: Self.name, inputs.count, expected: "2 or 3 were")
    }
    guard let rows = NormalizedRows(inputs[0], axis: axis) else {
      throw .rank(of: Self.name, expected: "axis \(axis) was", found: inputs[0])
    }
    for parameter in inputs.dropFirst() { _ = try broadcast(inputs[0], [parameter]) }
    guard givesStatistics else { return [inputs[0]] }
    let lengths = inputs[0].lengths.enumerated().map { $0 < rows.axis ? $1 : 1 }
    let statistics = try shape(lengths)
    return [inputs[0], statistics, statistics]
  }

  /// Mean and inverse deviation of each row.
  public func makeState(_ inputs: [Shape]) -> (any OperatorState)? {
    NormalizedRows(inputs[0], axis: axis).map { NormalizationState(count: keptRows(inputs[0], $0)) }
  }

  // Rows without elements count where they are asked for a mean.
  private func keptRows(_ shape: Shape, _ rows: NormalizedRows) -> Int {
    shape.count > 0 || givesStatistics ? rows.rows : 0
  }

  /// Each row, shared among threads.
  public func forward(_ call: ForwardCall) {
    guard let rows = NormalizedRows(call.input.shape, axis: axis) else { return }
    let kept = keptRows(call.input.shape, rows)
    let parameters = call.inputs.dropFirst()
    let isPlain = parameters.allSatisfy { rows.isColumns($0.shape, of: call.input.shape) }
    let work = Rows(
      function: self, call: call, rows: rows,
      state: call.state as? NormalizationState ?? NormalizationState(count: kept),
      isPlain: isPlain,
      broadcasts: isPlain
        ? [] : parameters.compactMap { Broadcast(call.input.shape, [$0.shape]) },
      ranges: ParallelRanges(
        total: kept, grain: max(normalizationGrain / max(rows.columns, 1), 1),
        threads: call.threads))
    call.threads.run(count: work.ranges.count, work)
  }

  /// All gradients, four rows at a time while they are in the cache.
  public func backward(_ call: BackwardCall) {
    guard let rows = NormalizedRows(call.input.shape, axis: axis), let state = statistics(call)
    else { return }
    NormalizedRowGradients(call: call, rows: rows, state: state, subtractsMean: true).run()
  }
}

private struct Rows: ParallelWork {
  let function: LayerNormalization
  let call: ForwardCall
  let rows: NormalizedRows
  let state: NormalizationState
  let isPlain: Bool
  let broadcasts: [Broadcast]
  let ranges: ParallelRanges

  func perform(_ index: Int) {
    let range = ranges[index]
    let (first, last) = (range.lowerBound * rows.columns, range.upperBound * rows.columns)
    let hasShift = call.inputs.count > 2
    let (means, inverses) = (state.means, state.inverseDeviations)
    xv_normalize_rows(
      call.input.pointer + first, call.output.pointer + first, range.count, rows.columns,
      Double(function.epsilon), isPlain ? call.inputs[1].pointer : nil,
      isPlain && hasShift ? call.inputs[2].pointer : nil,
      means + range.lowerBound, inverses + range.lowerBound)
    if function.givesStatistics {
      for row in range {
        call.outputs[1].pointer[row] = Float(means[row])
        call.outputs[2].pointer[row] = Float(inverses[row])
      }
    }
    for (place, broadcast) in broadcasts.enumerated() {
      withUnsafePointer(to: broadcast.plan(for: call.output)) {
        xv_binary_into(
          place == 0 ? XV_MULTIPLY : XV_ADD, $0, call.inputs[place + 1].pointer,
          call.output.pointer, first, last)
      }
    }
  }
}

extension LayerNormalization: MomentOperator {
  private func rule(_ call: MomentCall) -> NormalizedMoments {
    let rank = call.shapes[0].rank
    let first = axis < 0 ? axis + rank : axis
    let groups = ReducedAxes(call.signal(0).axes, reduced: Set(max(first, 0)..<rank))
    return NormalizedMoments(
      normalized: Normalized(
        groups: groups, subtractsMean: true, epsilon: Double(epsilon)), channelAxis: nil)
  }

  /// Mean 0 and variance 1 over the last axes, then the factor and the shift.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    let y = rule(call).moments(call)
    return statistics(call, y)
  }

  // Mean and inverse deviation are nearly the same for all rows.
  private func statistics(_ call: MomentCall, _ y: SignalMoments) -> [SignalMoments] {
    guard givesStatistics else { return [y] }
    let x = call.signal(0)
    let groups = rule(call).normalized.groups
    let mean = groups.mean(x.form, call.space)
    let products = call.space.products(x.form)
    let variance = products.own - call.space.products(mean).own
    let axes = x.axes.without(groups.reduced, keepsAxes: true)
    let inverse = LinearForm(1 / (max(variance, 0) + Double(epsilon)).squareRoot())
    return [y, SignalMoments(mean, axes), SignalMoments(inverse, axes)]
  }

  /// The gradient without what it has in common with the normalized value, over the deviation.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    rule(call.forward).gradientMoments(call)
  }
}
