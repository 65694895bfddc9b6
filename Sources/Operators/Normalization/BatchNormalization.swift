import CKernels
import Initializers
import Tensors
import Threads

/// Each channel brought to a mean and a variance that are learned.
///
///     y = γ (x - μ) / sqrt(σ² + ε) + β
///
/// In evaluation μ and σ² are the running mean and variance; in training they are those of the
/// channel over the batch and all positions, σ² divided by their number, and
///
///     running mean ← momentum running mean + (1 - momentum) μ,   likewise the running variance
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | x | batch × channels × positions | input; any number of axes of positions, or none |
/// | γ, β | channels | factor and shift |
/// | running mean, variance | channels | what training has seen |
/// | y | as x | output; in training followed by the new running mean and variance |
///
/// ## Gradients
/// With s = 1 / sqrt(σ² + ε), the sums over the n elements of a channel, in evaluation
///
///     dx = γ s dy,   dγ = s sum of dy (x - μ),   dβ = sum of dy
///     dμ = -γ s sum of dy,   dσ² = -γ s³ / 2 sum of dy (x - μ)
///
/// and in training, where those of the new running mean and variance also count, dγ and dβ as above:
///
///     dx = γ s (dy - dβ / n - (x - μ) s dγ / n) + (1 - momentum) (d mean + 2 (x - μ) d variance) / n
///     d running mean = momentum d mean,   d running variance = momentum d variance
///
/// - Source: S. Ioffe, C. Szegedy, arXiv:1502.03167, algorithms 1 and 2. The paper's running variance
///   is divided by the number less 1; ONNX and this operator's is not.
public struct BatchNormalization: DifferentiableOperator {
  /// `batchNormalization`.
  public static let name = "batchNormalization"
  /// `BatchNormalization`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("BatchNormalization")

  /// ε, which keeps a channel without variance finite.
  public let epsilon: Float
  /// What is kept of the running mean and variance.
  public let momentum: Float
  /// Whether mean and variance are those of the batch.
  public let isTraining: Bool

  /// A normalization by running mean and variance, or in training by those of the batch.
  public init(epsilon: Float = 1e-5, momentum: Float = 0.9, isTraining: Bool = false) {
    self.epsilon = epsilon
    self.momentum = momentum
    self.isTraining = isTraining
  }

  /// The normalization of a node `BatchNormalization`.
  ///
  /// - Throws: ``OperatorError`` with code `.unsupported` for one that has a factor for each position,
  ///   or that gives statistics of the batch as files before version 14 could ask.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    guard try node.integer("spatial", default: 1) == 1 else {
      throw .unsupported(node, "a mean for each position, one for each channel was expected")
    }
    var isTraining = try node.flag("training_mode", default: false)
    if node.opset < 7 { isTraining = try !node.flag("is_test", default: false) }
    guard node.opset >= 14 || (1..<5).allSatisfy({ !node.wantsOutput($0) }) else {
      throw .unsupported(
        node, "statistics of the batch in version \(node.opset), version 14 or later was expected")
    }
    let function = BatchNormalization(
      epsilon: try node.float("epsilon", default: 1e-5),
      momentum: try node.float("momentum", default: 0.9), isTraining: isTraining)
    return ImportedOperator(function, allInputsOf: node)
  }

  /// The factor and the shift.
  public func parameter(at input: Int, _ shapes: [Shape]) -> ParameterSlot? {
    switch input {
    case 1: ParameterSlot("weight", .normalizationScale(out: shapes[1].count))
    case 2: ParameterSlot("bias", .normalizationShift(out: shapes[2].count))
    default: nil
    }
  }

  /// The input's shape; in training also that of the running mean and variance.
  ///
  /// - Throws: ``OperatorError`` with code `.inputCount`, `.rank` or `.shapes`; training takes at
  ///   least one position.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    guard inputs.count == 5 else {
      throw .inputCount(of: Self.name, inputs.count, expected: "5 were")
    }
    let input = inputs[0]
    guard input.rank >= 2 else {
      throw .rank(of: Self.name, expected: "2 or more were", found: input)
    }
    for channels in inputs[1...] where channels != [input[1]] {
      throw .shapes(
        of: Self.name, "factor, shift or statistics of shape \(channels) for input \(input)",
        expected: "shape \(input[1]) was")
    }
    guard isTraining else { return [input] }
    guard input.count > 0 else {
      throw .shapes(of: Self.name, "statistics of input \(input)", expected: "an element was")
    }
    return [input, inputs[3], inputs[4]]
  }

  /// As the input lies.
  public func arrangements(_ inputs: [Shape], _ found: [Arrangement]) -> Arrangements {
    .firstInput(inputs, found[0])
  }

  /// Memory for what each channel is shifted and multiplied by.
  public func makeState(_ inputs: [Shape]) -> (any OperatorState)? {
    ChannelFactors(channels: inputs[0][1])
  }

  /// y, and in training the new running mean and variance.
  public func forward(_ call: ForwardCall) {
    guard call.output.shape.count > 0 else { return }
    let state =
      call.state as? ChannelFactors ?? ChannelFactors(channels: call.input.shape[1])
    prepare(
      state, call.inputs, newStatistics: isTraining ? Array(call.outputs[1...]) : nil, call.threads)
    normalizeChannels(
      call, means: state.means, factors: state.factors, shifts: call.inputs[2].pointer)
  }

  /// What each channel is shifted and multiplied by, and in training the new statistics where they
  /// are wanted.
  func prepare(
    _ state: ChannelFactors, _ inputs: [TensorView], newStatistics: [MutableTensorView]?,
    _ threads: ThreadPool
  ) {
    let scale = inputs[1].pointer
    let (running, variances) = (inputs[3].pointer, inputs[4].pointer)
    guard isTraining else {
      for channel in 0..<inputs[0].shape[1] {
        state.set(
          channel, scale[channel], mean: Double(running[channel]),
          variance: Double(variances[channel]) + Double(epsilon))
      }
      return
    }
    let kept = Double(momentum)
    forEachChannelMoment(of: inputs[0], memory: state.statistics, threads: threads) {
      channel, mean, variance in
      state.set(channel, scale[channel], mean: mean, variance: variance + Double(epsilon))
      guard let newStatistics else { return }
      newStatistics[0].pointer[channel] = Float(
        kept * Double(running[channel]) + (1 - kept) * mean)
      newStatistics[1].pointer[channel] = Float(
        kept * Double(variances[channel]) + (1 - kept) * variance)
    }
  }
}

/// What each channel is shifted and multiplied by.
final class ChannelFactors: OperatorState, @unchecked Sendable {
  let means: UnsafeMutablePointer<Float>
  let factors: UnsafeMutablePointer<Float>
  /// For the gradient.
  let statistics: NormalizationState

  init(channels: Int) {
    means = .allocate(capacity: max(channels, 1))
    factors = .allocate(capacity: max(channels, 1))
    statistics = NormalizationState(count: channels)
  }

  /// The mean of a channel and its variance, epsilon included.
  func set(_ channel: Int, _ scale: Float, mean: Double, variance: Double) {
    means[channel] = Float(mean)
    factors[channel] = Float(Double(scale) / variance.squareRoot())
    statistics.means[channel] = mean
    statistics.inverseDeviations[channel] = 1 / variance.squareRoot()
  }

  deinit {
    means.deallocate()
    factors.deallocate()
  }

  func parametersDidChange() {}
}

/// y = (x - mean) factor + shift of each channel, shared among threads.
private func normalizeChannels(
  _ call: ForwardCall, means: UnsafePointer<Float>, factors: UnsafePointer<Float>,
  shifts: UnsafePointer<Float>
) {
  let (x, y) = (call.input.pointer, call.output.pointer)
  let channels = call.input.shape[1]
  let positions = call.input.shape.positionCount
  if call.input.arrangement == .channelsLast || positions == 1 {
    call.threads.runRanges(
      total: call.input.shape[0] * positions, grain: max(elementwiseGrain / channels, 1)
    ) { rows in
      let start = rows.lowerBound * channels
      xv_normalize_channels(x + start, y + start, means, factors, shifts, rows.count, channels)
    }
    return
  }
  call.threads.runRanges(
    total: call.input.shape[0] * channels, grain: max(elementwiseGrain / positions, 1)
  ) { planes in
    for plane in planes {
      let (start, channel) = (plane * positions, plane % channels)
      xv_normalize_plane(
        x + start, y + start, means[channel], factors[channel], shifts[channel], positions)
    }
  }
}

extension BatchNormalization: MomentOperator {
  private func rule(_ call: MomentCall) -> NormalizedMoments {
    let x = call.images()
    let places = Set([0] + Array(2..<max(call.shapes[0].rank, 2)))
    return NormalizedMoments(
      normalized: Normalized(
        groups: ReducedAxes(x.axes, reduced: places), subtractsMean: true,
        epsilon: Double(epsilon)), channelAxis: 1)
  }

  // What a channel is multiplied by, and what is added then.
  private func line(_ call: MomentCall) -> (factor: LinearForm, shift: LinearForm)? {
    guard let scale = call.inputs[1].parameter, let shift = call.inputs[2].parameter,
      let mean = call.inputs[3].parameter, let variance = call.inputs[4].parameter
    else { return nil }
    let x = call.images()
    func form(_ parameter: ParameterMoments) -> LinearForm {
      parameter.channels(of: x.axes, rank: call.shapes[0].rank, axis: 1)
        .signal(call.space, like: x.axes).form
    }
    let inverse: LinearForm
    if let number = variance.number {
      inverse = LinearForm(1 / (number + Double(epsilon)).squareRoot())
    } else if let numbers = variance.numbers {
      let doubles = numbers.floats.map { 1 / Float((Double($0) + Double(epsilon)).squareRoot()) }
      inverse = form(ParameterMoments(numbers: StoredTensor(numbers.shape, floats: doubles)))
    } else {
      return nil
    }
    let factor = call.space.product(form(scale), inverse)
    let moved = call.space.product(factor, form(mean)).scaled(-1)
    return (factor, form(shift) + moved)
  }

  /// In evaluation a factor and a shift for each channel, in training mean 0 and variance 1 over
  /// examples and positions before them.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    if isTraining {
      let statistics = [3, 4].map { index in call.signal(index) }
      return [rule(call).moments(call)] + statistics
    }
    guard let (factor, shift) = line(call) else { return FallbackMoments.moments(call) }
    let x = call.images()
    var y = x.with(call.space.product(x.form, factor) + shift)
    if !factor.isConstant || !shift.isConstant || shift.constant != 0 {
      y.length = x.length.uncertain
    }
    return [y]
  }

  /// The gradient times the factor, or that of the normalization.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    if isTraining { return rule(call.forward).gradientMoments(call) + [nil, nil] }
    guard let (factor, _) = line(call.forward) else {
      return FallbackMoments.gradientMoments(call)
    }
    let x = call.forward.images()
    let gradient = call.outputGradient
    return [
      call.gradients.product(gradient, factor),
      call.summedOverPlaces(call.gradients.product(gradient, x.form)),
      call.summedOverPlaces(gradient), nil, nil,
    ]
  }
}
