import CKernels
import Tensors
import Threads

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Each element divided by the size of its neighbours in other channels:
/// y = x (bias + alpha / size sum of x^2)^-beta.
///
/// The sum is over the channel itself, the (size - 1) / 2 before it, rounded down, and the (size -
/// 1) / 2 after it, rounded up, as far as there are any.
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | x | batch × channel × positions | input, with any number of axes of positions |
/// | y | that of x | output |
///
/// ## Gradient
/// With b = bias + alpha / size sum of x^2, and the sum over the channels in whose sums x is:
///
///     dx = dy b^-beta - 2 beta alpha / size x sum of dy x b^(-beta - 1)
///
/// - Source: A. Krizhevsky, I. Sutskever, G. Hinton, NeurIPS 2012, section 3.3; ONNX and others
///   divide alpha by the size, the paper does not.
public struct LocalResponseNormalization: DifferentiableOperator {
  /// `localResponseNormalization`.
  public static let name = "localResponseNormalization"
  /// `LRN`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("LRN")

  /// The number of channels that are summed over.
  public let size: Int
  /// The factor of the mean of their squares.
  public let alpha: Float
  /// The exponent, negated.
  public let beta: Float
  /// What the sum starts from.
  public let bias: Float

  /// The operator over the given number of channels, at least one.
  public init(size: Int, alpha: Float = 1e-4, beta: Float = 0.75, bias: Float = 1) {
    self.size = size
    self.alpha = alpha
    self.beta = beta
    self.bias = bias
  }

  /// The operator with the node's attributes.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    let size = try node.integer("size", default: 0)
    guard size >= 1 else { throw .attribute(node, "size", size, expected: "1 or more was") }
    return ImportedOperator(
      Self(
        size: size, alpha: try node.float("alpha", default: 1e-4),
        beta: try node.float("beta", default: 0.75), bias: try node.float("bias", default: 1)),
      inputs: [0])
  }

  /// The input's shape.
  ///
  /// - Throws: ``OperatorError`` with code `.rank` for an input of fewer than two axes.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    let shape = try single(inputs)
    guard shape.rank >= 2 else {
      throw .rank(of: Self.name, expected: "2 or more were", found: shape)
    }
    return [shape]
  }

  /// The positions of each example, shared among threads.
  public func forward(_ call: ForwardCall) {
    let shape = call.input.shape
    guard shape.count > 0 else { return }
    let positions = shape.count / (shape[0] * shape[1])
    let grain = max(normalizationGrain / (shape[1] * min(size, shape[1])), 1)
    let work = Positions(
      function: self, x: call.input.pointer, y: call.output.pointer, channels: shape[1],
      positions: positions,
      ranges: ParallelRanges(total: shape[0] * positions, grain: grain, threads: call.threads))
    call.threads.run(count: work.ranges.count, work)
  }

  /// Memory that only the gradient takes.
  public func makeState(_ inputs: [Shape]) -> (any OperatorState)? {
    NormalizationState(count: 0)
  }

  /// No.
  public var readsOutputsInBackward: Bool { false }

  /// The positions of each example, some side by side, shared among threads.
  public func backward(_ call: BackwardCall) {
    let shape = call.input.shape
    guard let inputGradient = call.inputGradient, shape.count > 0 else { return }
    let positions = shape.count / (shape[0] * shape[1])
    let blocks = (positions - 1) / Int(XV_MOST_POSITIONS) + 1
    let ranges = ParallelRanges(total: shape[0] * blocks, grain: 1, threads: call.threads)
    let state = call.state as? NormalizationState ?? NormalizationState(count: 0)
    let width = min(positions, Int(XV_MOST_POSITIONS))
    let work = PositionBlocks(
      function: self, x: call.input.pointer, dy: call.outputGradient.pointer,
      dx: inputGradient.pointer, channels: shape[1], positions: positions, blocks: blocks,
      memory: state.values(ranges.count * shape[1] * width), ranges: ranges)
    call.threads.run(count: ranges.count, work)
  }
}

private struct PositionBlocks: ParallelWork {
  let function: LocalResponseNormalization
  let x: UnsafePointer<Float>
  let dy: UnsafePointer<Float>
  let dx: UnsafeMutablePointer<Float>
  let channels: Int
  let positions: Int
  /// The blocks of one example.
  let blocks: Int
  /// For a block in each range.
  let memory: UnsafeMutablePointer<Float>
  let ranges: ParallelRanges

  func perform(_ index: Int) {
    let width = min(positions, Int(XV_MOST_POSITIONS))
    let own = memory + index * channels * width
    for block in ranges[index] {
      let start = block / blocks * channels * positions
      let first = block % blocks * width
      xv_normalize_across_channels_backward(
        x + start, dy + start, dx + start, channels, positions, (function.size - 1) / 2,
        function.size / 2, function.alpha / Float(function.size), function.beta, function.bias,
        first, min(first + width, positions), own)
    }
  }
}

private struct Positions: ParallelWork {
  let function: LocalResponseNormalization
  let x: UnsafePointer<Float>
  let y: UnsafeMutablePointer<Float>
  let channels: Int
  let positions: Int
  let ranges: ParallelRanges

  func perform(_ index: Int) {
    var first = ranges[index].lowerBound
    let last = ranges[index].upperBound
    while first < last {
      let (example, position) = first.quotientAndRemainder(dividingBy: positions)
      let end = min(positions, position + last - first)
      let start = example * channels * positions
      xv_normalize_across_channels(
        x + start, y + start, channels, positions, (function.size - 1) / 2, function.size / 2,
        function.alpha / Float(function.size), function.beta, function.bias, position, end)
      first += end - position
    }
  }
}

extension LocalResponseNormalization: MomentOperator {
  // The neighbours' squares are taken as their mean.
  private func function(_ call: MomentCall) -> ElementFunction {
    let x = call.images()
    let others = Double(min(size, call.shapes[0][1]) - 1) * call.space.products(x.form).own
    let (a, k, power) = (Double(alpha) / Double(size), Double(bias), Double(beta))
    return ElementFunction("lrn:\(a):\(k):\(power):\(others)") { x in
      x * exp(-power * log(k + a * (x * x + others)))
    } slope: { x in
      let base = k + a * (x * x + others)
      return exp(-power * log(base)) * (1 - 2 * power * a * x * x / base)
    }
  }

  /// A function of each element, its neighbours' squares replaced by their mean; approximate.
  ///
  /// Typical error 12 % for three neighbours.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    let x = call.images()
    let y = call.space.apply(function(call), to: x.form)
    return [SignalMoments(call.space.approximated(y), x.axes, x.length.uncertain)]
  }

  /// The gradient times the slope of that function; approximate.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    let slope = call.space.slope(of: function(call.forward), at: call.forward.images().form)
    let gradient = call.gradients.product(call.outputGradient, slope)
    return [call.gradients.source(call.gradients.products(gradient), isExact: false)]
  }
}
