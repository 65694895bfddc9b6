import Tensors
import Threads

/// Each channel of each example brought to mean 0 and variance 1:
/// y = (x - mean) / sqrt(variance + epsilon) scale + shift.
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | x | batch × channel × positions | input, with any number of axes of positions |
/// | scale, shift | channel | factor, and what is added |
/// | y | that of x | output |
///
/// ## Gradient
/// With z = (x - mean) s before scale and shift, s the inverse deviation, g = dy scale, and means
/// over what is normalized together:
///
///     dx = s (g - mean of g - z mean of g z)
///     d scale = sum of dy z,   d shift = sum of dy
///
/// - Source: D. Ulyanov, A. Vedaldi, V. Lempitsky, 2016, <https://arxiv.org/abs/1607.08022>.
public struct InstanceNormalization: DifferentiableOperator {
  /// `instanceNormalization`.
  public static let name = "instanceNormalization"
  /// `InstanceNormalization`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("InstanceNormalization")

  /// What is added to the variance.
  public let epsilon: Float

  /// The operator with the given epsilon.
  public init(epsilon: Float = 1e-5) { self.epsilon = epsilon }

  /// The operator with the node's epsilon.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    ImportedOperator(Self(epsilon: try node.float("epsilon", default: 1e-5)), inputs: [0, 1, 2])
  }

  /// Scale and shift.
  public func parameter(at input: Int, _ shapes: [Shape]) -> ParameterSlot? {
    input == 0 ? nil : .normalization(isShift: input == 2, shapes[input])
  }

  /// The input's shape.
  ///
  /// - Throws: ``OperatorError`` with code `.inputCount` for other than three inputs, `.rank` for an
  ///   input of fewer than two axes, `.shapes` for parameters of another length than the channels.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    [
      try normalizedShape(
        inputs, isParameter: { $0 == inputs[0][1] }, expected: "one number for each channel was")
    ]
  }

  /// Mean and inverse deviation of each channel of each example.
  public func makeState(_ inputs: [Shape]) -> (any OperatorState)? {
    NormalizedGroups.state(inputs[0], groups: inputs[0][1])
  }

  /// Each channel of each example, shared among threads.
  public func forward(_ call: ForwardCall) {
    let work = NormalizedGroups(call, groups: call.input.shape[1], epsilon: epsilon)
    call.threads.run(count: work.ranges.count, work)
  }

  /// All gradients, shared among threads likewise.
  public func backward(_ call: BackwardCall) {
    guard let state = statistics(call) else { return }
    NormalizedGroupGradients.run(call, groups: call.input.shape[1], state)
  }
}

extension InstanceNormalization: MomentOperator {
  private func rule(_ call: MomentCall) -> NormalizedMoments {
    let x = call.images()
    let groups = ReducedAxes(x.axes, reduced: Set(2..<max(call.shapes[0].rank, 2)))
    return NormalizedMoments(
      normalized: Normalized(groups: groups, subtractsMean: true, epsilon: Double(epsilon)),
      channelAxis: 1)
  }

  /// Mean 0 and variance 1 over the positions of each channel.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    let y = rule(call).moments(call)
    return [y]
  }

  /// The gradient without what it has in common with the normalized value, over the deviation.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    rule(call.forward).gradientMoments(call)
  }
}
