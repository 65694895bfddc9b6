import Tensors
import Threads

/// Groups of neighbouring channels of each example brought to mean 0 and variance 1:
/// y = (x - mean) / sqrt(variance + epsilon) scale + shift.
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | x | batch × channel × positions | input, with any number of axes of positions |
/// | scale, shift | channel | factor, and what is added; one for each group before ONNX 21 |
/// | y | that of x | output |
///
/// ## Gradient
/// With z = (x - mean) s before scale and shift, s the inverse deviation, g = dy scale, and means
/// over what is normalized together:
///
///     dx = s (g - mean of g - z mean of g z)
///     d scale = sum of dy z,   d shift = sum of dy
///
/// - Source: Y. Wu, K. He, ECCV 2018, <https://arxiv.org/abs/1803.08494>.
public struct GroupNormalization: DifferentiableOperator {
  /// `groupNormalization`.
  public static let name = "groupNormalization"
  /// `GroupNormalization`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("GroupNormalization", since: 18)

  /// The number of groups.
  public let groups: Int
  /// What is added to the variance.
  public let epsilon: Float

  /// The operator on the given number of groups, at least one.
  public init(groups: Int, epsilon: Float = 1e-5) {
    self.groups = groups
    self.epsilon = epsilon
  }

  /// The operator with the node's attributes.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    let groups = try node.integer("num_groups", default: 0)
    guard groups >= 1 else {
      throw .attribute(node, "num_groups", groups, expected: "1 or more was")
    }
    let epsilon = try node.float("epsilon", default: 1e-5)
    return ImportedOperator(Self(groups: groups, epsilon: epsilon), inputs: [0, 1, 2])
  }

  /// Scale and shift.
  public func parameter(at input: Int, _ shapes: [Shape]) -> ParameterSlot? {
    input == 0 ? nil : .normalization(isShift: input == 2, shapes[input])
  }

  /// The input's shape.
  ///
  /// - Throws: ``OperatorError`` with code `.inputCount` for other than three inputs, `.rank` for an
  ///   input of fewer than two axes, `.shapes` for channels that the groups do not divide or
  ///   parameters of another length.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    let shape = try normalizedShape(
      inputs, isParameter: { $0 == inputs[0][1] || $0 == groups },
      expected: "one number for each channel was")
    guard groups >= 1, shape[1].isMultiple(of: groups) else {
      throw .shapes(
        of: Self.name, "\(groups) groups of \(shape[1]) channels",
        expected: "a divisor of the channels was")
    }
    return [shape]
  }

  /// Mean and inverse deviation of each group of each example.
  public func makeState(_ inputs: [Shape]) -> (any OperatorState)? {
    NormalizedGroups.state(inputs[0], groups: groups)
  }

  /// Each group of each example, shared among threads.
  public func forward(_ call: ForwardCall) {
    let work = NormalizedGroups(call, groups: groups, epsilon: epsilon)
    call.threads.run(count: work.ranges.count, work)
  }

  /// All gradients, shared among threads likewise.
  public func backward(_ call: BackwardCall) {
    guard let state = statistics(call) else { return }
    NormalizedGroupGradients.run(call, groups: groups, state)
  }
}

extension GroupNormalization: MomentOperator {
  private func rule(_ call: MomentCall) -> NormalizedMoments {
    let x = call.images()
    var axes = x.axes
    let channels = call.shapes[0][1] / max(groups, 1)
    axes.axes[1] = [MomentFactor(.feature, channels)]
    let own = ReducedAxes(axes, reduced: Set(1..<call.shapes[0].rank))
    return NormalizedMoments(
      normalized: Normalized(groups: own, subtractsMean: true, epsilon: Double(epsilon)),
      channelAxis: 1)
  }

  /// Mean 0 and variance 1 over the positions and channels of each group.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    let y = rule(call).moments(call)
    return [y]
  }

  /// The gradient without what it has in common with the normalized value, over the deviation.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    rule(call.forward).gradientMoments(call)
  }
}
