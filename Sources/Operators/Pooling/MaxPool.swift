import CKernels
import Tensors
import Threads

/// The largest value under each window.
///
///     y[n, c, p] = max over k of x[n, c, p stride + k dilation - before]
/// over the positions inside the image; -infinity where a window has none, NaN where it has one.
///
/// ## Shapes
/// batch × channels × positions to batch × channels × windows, one to three axes. A second output
/// of the same shape gives the place of the largest value among all elements of the input, counted
/// image, channel, position; of equal ones the first.
///
/// ## Gradient
///     dx[n, c, q] = sum over windows p whose largest value is at q of dy[n, c, p]
/// Of equal values under a window the first gets all, in row-major order, as in PyTorch; where there
/// is NaN, the first NaN. Places have no gradient.
public struct MaxPool: DifferentiableOperator {
  /// `maxPool`.
  public static let name = "maxPool"
  /// `MaxPool`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("MaxPool")
  /// Values stay what they are.
  public static let isExactOnIntegers = true

  /// The length of a window along each axis.
  public var kernel: [Int] { windows.kernel }
  /// How far the next window is along each axis.
  public var strides: [Int] { windows.strides }
  /// How far neighbours in a window are apart along each axis.
  public var dilations: [Int] { windows.dilations }
  /// What is added around the images.
  public var padding: WindowPadding { windows.padding }
  /// Whether a last window may reach beyond the padding.
  public var roundsUp: Bool { windows.roundsUp }
  /// Whether there is the second output.
  public let givesPlaces: Bool
  /// Whether places count positions with the first axis fastest.
  public let firstAxisFastest: Bool
  private let windows: Windows

  /// The largest values under windows.
  public init(
    kernel: [Int], strides: [Int] = [], dilations: [Int] = [], padding: WindowPadding = .valid,
    roundsUp: Bool = false, givesPlaces: Bool = false, firstAxisFastest: Bool = false
  ) {
    self.init(
      Windows(
        kernel: kernel, strides: strides, dilations: dilations, padding: padding,
        roundsUp: roundsUp), givesPlaces: givesPlaces, firstAxisFastest: firstAxisFastest)
  }

  private init(_ windows: Windows, givesPlaces: Bool, firstAxisFastest: Bool) {
    self.windows = windows
    self.givesPlaces = givesPlaces
    self.firstAxisFastest = firstAxisFastest
  }

  /// The pooling of a node `MaxPool`.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    let function = MaxPool(
      try node.poolWindows(), givesPlaces: node.wantsOutput(1),
      firstAxisFastest: try node.flag("storage_order", default: false))
    return ImportedOperator(function, inputs: [0])
  }

  /// batch × channels × windows, twice where places are given.
  ///
  /// - Throws: ``OperatorError`` with code `.inputCount`, `.rank`, `.shapes` or `.size`.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    let input = try checkPooling(Self.name, inputs)
    let placement = try windows.placed(over: Array(input.lengths[2...]), Self.name)
    let output = try shape([input[0], input[1]] + placement.outputs)
    guard givesPlaces else { return [output] }
    guard input.count <= 1 << 24 else {
      throw .shapes(
        of: Self.name, "places among \(input.count) elements",
        expected: "at most 2^24, which Float32 counts, were")
    }
    return [output, output]
  }

  /// Values of the input's type, and places as whole numbers.
  public func outputType(at output: Int, _ inputs: [StoredType]) -> StoredType {
    output == 1 ? .int64 : inputs.first ?? .float32
  }

  /// As the input lies.
  public func arrangements(_ inputs: [Shape], _ found: [Arrangement]) -> Arrangements {
    .firstInput(inputs, found[0])
  }

  /// The largest values, and their places where they are wanted.
  public func forward(_ call: ForwardCall) {
    guard call.output.shape.count > 0,
      let placement = try? windows.placed(over: Array(call.input.shape.lengths[2...]), Self.name)
    else { return }
    let pool = PoolWindows(windows, placement, input: call.input)
    let (x, y) = (call.input.pointer, call.output.pointer)
    let places = givesPlaces ? call.outputs[1].pointer : nil
    pool.run(call.threads) { windows, rows in
      xv_max_pool(
        &windows, x, y, places, firstAxisFastest ? 1 : 0, rows.lowerBound, rows.upperBound)
    }
  }

  /// dx.
  public func backward(_ call: BackwardCall) {
    guard let dx = call.inputGradient, dx.shape.count > 0 else { return }
    guard let dy = call.outputGradients[0],
      let placement = try? windows.placed(over: Array(call.input.shape.lengths[2...]), Self.name)
    else { return dx.pointer.update(repeating: 0, count: dx.shape.count) }
    PoolGradient(
      PoolWindows(windows, placement, input: call.input).windows,
      .largest(call.input.pointer, call.output.pointer), dy, into: dx
    ).run(call.threads)
  }
}

extension MaxPool: MomentOperator {
  private func seen(_ call: MomentCall) -> PooledWindows? {
    guard let placement = try? windows.placed(over: Array(call.shapes[0].lengths[2...]), Self.name)
    else { return nil }
    return PooledWindows(windows, placement, call.shapes[0])
  }

  /// The largest of the average number of positions that a window sees.
  ///
  /// Windows that overlap have no more in common than others, which is approximate. Typical error 5 % of
  /// the mean product of two inputs.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    let x = call.images()
    guard let seen = seen(call) else { return FallbackMoments.moments(call) }
    var form = call.space.largest(x.form, count: seen.inside, bits: MomentRole.position.bit)
    if seen.overlaps || !seen.isUniform { form = call.space.approximated(form) }
    let places = SignalMoments(LinearForm(0), seen.axes)
    return [SignalMoments(form, seen.axes, x.length.uncertain)] + (givesPlaces ? [places] : [])
  }

  /// The output's, at one position under each window.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    guard let seen = seen(call.forward) else { return FallbackMoments.gradientMoments(call) }
    let x = call.forward.images()
    let chosen = call.space.chosen(x.form, count: seen.inside, bits: MomentRole.position.bit)
    let windows = (seen.ratio * seen.inside).squareRoot()
    var gradient = call.outputGradient
    if seen.overlaps || !seen.isUniform {
      gradient = call.gradients.source(call.outputProducts, isExact: false)
    }
    return [call.gradients.product(gradient, chosen.scaled(windows))]
  }
}
