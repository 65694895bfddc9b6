import CKernels
import Tensors
import Threads

/// The mean under each window.
///
///     y[n, c, p] = mean over k of x[n, c, p stride + k dilation - before]
/// over the positions inside the image, or over those and the padding, which counts as 0.
///
/// ## Shapes
/// batch × channels × positions to batch × channels × windows, one to three axes.
///
/// ## Gradient
///     dx[n, c, q] = sum over windows p that see q of dy[n, c, p] / count[p]
/// where count is the number of positions that the mean of p was taken over.
public struct AveragePool: DifferentiableOperator {
  /// `averagePool`.
  public static let name = "averagePool"
  /// `AveragePool`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("AveragePool")

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
  /// Whether padding is among what is averaged; what lies beyond it never is.
  public let countsPadding: Bool
  private let windows: Windows

  /// The means under windows.
  public init(
    kernel: [Int], strides: [Int] = [], dilations: [Int] = [], padding: WindowPadding = .valid,
    roundsUp: Bool = false, countsPadding: Bool = false
  ) {
    self.init(
      Windows(
        kernel: kernel, strides: strides, dilations: dilations, padding: padding,
        roundsUp: roundsUp), countsPadding: countsPadding)
  }

  private init(_ windows: Windows, countsPadding: Bool) {
    self.windows = windows
    self.countsPadding = countsPadding
  }

  /// The pooling of a node `AveragePool`.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    let function = AveragePool(
      try node.poolWindows(), countsPadding: try node.flag("count_include_pad", default: false))
    return ImportedOperator(function, inputs: [0])
  }

  /// batch × channels × windows.
  ///
  /// - Throws: ``OperatorError`` with code `.inputCount`, `.rank`, `.shapes` or `.size`.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    let input = try checkPooling(Self.name, inputs)
    let placement = try windows.placed(over: Array(input.lengths[2...]), Self.name)
    return [try shape([input[0], input[1]] + placement.outputs)]
  }

  /// As the input lies.
  public func arrangements(_ inputs: [Shape], _ found: [Arrangement]) -> Arrangements {
    .firstInput(inputs, found[0])
  }

  /// The means.
  public func forward(_ call: ForwardCall) {
    guard call.output.shape.count > 0,
      let placement = try? windows.placed(over: Array(call.input.shape.lengths[2...]), Self.name)
    else { return }
    let pool = PoolWindows(windows, placement, input: call.input)
    let (x, y) = (call.input.pointer, call.output.pointer)
    pool.run(call.threads) { windows, rows in
      xv_average_pool(&windows, x, y, countsPadding ? 1 : 0, rows.lowerBound, rows.upperBound)
    }
  }

  /// None.
  public func readsInBackward(input: Int) -> Bool { false }

  /// No.
  public var readsOutputsInBackward: Bool { false }

  /// dx.
  public func backward(_ call: BackwardCall) {
    guard let dx = call.inputGradient, dx.shape.count > 0,
      let placement = try? windows.placed(over: Array(call.input.shape.lengths[2...]), Self.name)
    else { return }
    PoolGradient(
      PoolWindows(windows, placement, input: call.input).windows,
      .mean(countsPadding: countsPadding), call.outputGradient, into: dx
    ).run(call.threads)
  }
}

extension AveragePool: MomentOperator {
  private func seen(_ call: MomentCall) -> PooledWindows? {
    guard let placement = try? windows.placed(over: Array(call.shapes[0].lengths[2...]), Self.name)
    else { return nil }
    return PooledWindows(windows, placement, call.shapes[0])
  }

  /// The mean of equally correlated positions, exact but for windows that overlap.
  ///
  /// Typical error 5 % of the mean product of two positions then, and of the gradient.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    let x = call.images()
    guard let seen = seen(call) else { return FallbackMoments.moments(call) }
    var products = call.space.products(x.form)
    let bit = MomentRole.position.bit
    let full = kernel.reduce(1.0) { $0 * Double($1) }
    let share = countsPadding ? seen.inside / full : 1
    let before = products
    for r in 0..<16 where r & bit == 0 {
      let inverse = countsPadding ? seen.inside / (full * full) : seen.inverse
      let same = countsPadding ? share * share : 1
      products[r] = inverse * before[r] + (same - inverse) * before[r | bit]
    }
    for r in 0..<16 where r & bit != 0 { products[r] *= share * share }
    let form = call.space.unrelated(
      mean: share * x.form.constant, products: products,
      isNormal: call.space.isNormal(x.form) && seen.isUniform,
      isExact: call.space.isExact(x.form) && !seen.overlaps, madeOf: [x.form])
    return [SignalMoments(form, seen.axes, x.length.uncertain)]
  }

  /// The output's, shared among the positions under a window.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    guard let seen = seen(call.forward) else { return FallbackMoments.gradientMoments(call) }
    let bit = MomentRole.position.bit
    var found = call.outputProducts
    let before = found
    // Each position lies under so many windows, each of which counts it by one in so many.
    let covers = seen.ratio * seen.inside
    let full = kernel.reduce(1.0) { $0 * Double($1) }
    let weight = countsPadding ? 1 / full : seen.inverse
    for r in 0..<16 where r & bit == 0 {
      found[r] =
        weight * weight * (covers * before[r] + covers * max(covers - 1, 0) * before[r | bit])
    }
    // Over all pairs of positions the products are those of all pairs of windows.
    let positions = Double(call.forward.shapes[0].positionCount)
    let windows = Double(call.forward.outputShapes[0].positionCount)
    let sum = weight * seen.inside
    for r in 0..<16 where r & bit != 0 && positions > 1 {
      let all =
        sum * sum * windows * (before[r & ~bit] + (windows - 1) * before[r])
      found[r] = (all - positions * found[r & ~bit]) / (positions * (positions - 1))
    }
    return [
      call.gradients.source(
        found,
        isExact: call.gradients.isExact(call.outputGradient) && !seen.overlaps
          && (seen.isUniform || countsPadding))
    ]
  }
}
