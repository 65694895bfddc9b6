import CKernels
import Tensors
import Threads

/// The mean of each channel of each image: y[n, c] = mean over p of x[n, c, p], summed in double.
///
/// ## Shapes
/// batch × channels × positions to batch × channels × 1 for each axis of positions, of which there
/// may be any number.
///
/// ## Gradient
///     dx[n, c, p] = dy[n, c] / positions
public struct GlobalAveragePool: DifferentiableOperator {
  /// `globalAveragePool`.
  public static let name = "globalAveragePool"
  /// `GlobalAveragePool`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("GlobalAveragePool")

  /// The means of channels.
  public init() {}

  /// The pooling of a node `GlobalAveragePool`.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    ImportedOperator(Self(), inputs: [0])
  }

  /// batch × channels × ones.
  ///
  /// - Throws: ``OperatorError`` with code `.inputCount`, `.rank`, or `.shapes` for no position.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    [try globalPoolShape(inputs)]
  }

  /// As the input lies.
  public func arrangements(_ inputs: [Shape], _ found: [Arrangement]) -> Arrangements {
    .firstInput(inputs, found[0])
  }

  /// The means.
  public func forward(_ call: ForwardCall) {
    let (x, y) = (call.input.pointer, call.output.pointer)
    forEachChannelBlock(call) { rows, rowLength, start, columns, target in
      if rowLength == 1 {
        y[target] = Float(xv_sum(x + start, rows) / Double(rows))
        return
      }
      withUnsafeTemporaryAllocation(of: Double.self, capacity: columns) { sums in
        sums.initialize(repeating: 0)
        xv_add_column_sums(x + start, rows, rowLength, columns, sums.baseAddress)
        for column in 0..<columns { y[target + column] = Float(sums[column] / Double(rows)) }
      }
    }
  }

  /// None.
  public func readsInBackward(input: Int) -> Bool { false }

  /// No.
  public var readsOutputsInBackward: Bool { false }

  /// dx.
  public func backward(_ call: BackwardCall) {
    guard let dx = call.inputGradient, dx.shape.count > 0 else { return }
    PoolGradient(
      PoolGradient.oneWindow(over: call.input), .mean(countsPadding: false), call.outputGradient,
      into: dx
    ).run(call.threads)
  }
}

extension Operator {
  /// The output of a pooling over all positions.
  func globalPoolShape(_ inputs: [Shape]) throws(OperatorError) -> Shape {
    let input = try single(inputs)
    guard input.rank >= 2 else {
      throw .rank(of: Self.name, expected: "2 or more were", found: input)
    }
    guard !input.lengths.dropFirst(2).contains(0) else {
      throw .shapes(of: Self.name, "input \(input)", expected: "at least one position was")
    }
    return try shape(input.lengths.prefix(2) + input.lengths.dropFirst(2).map { _ in 1 })
  }

  /// Shares the channels of all images among threads, one at a time where they lie row-major and
  /// blocks of them where they lie channels-last.
  ///
  /// The body gets the number of positions, how far they are apart, the first element, the number
  /// of channels in the block, and the first element of the output.
  func forEachChannelBlock(
    _ call: ForwardCall, _ body: (Int, Int, Int, Int, Int) -> Void
  ) {
    guard call.output.shape.count > 0 else { return }
    let (images, channels) = (call.input.shape[0], call.input.shape[1])
    let positions = call.input.shape.positionCount
    guard call.input.arrangement == .channelsLast else {
      call.threads.runRanges(
        total: images * channels, grain: max(elementwiseGrain / positions, 1)
      ) { planes in
        for plane in planes { body(positions, 1, plane * positions, 1, plane) }
      }
      return
    }
    let width = 64
    let blocks = (channels + width - 1) / width
    call.threads.runRanges(
      total: images * blocks, grain: max(elementwiseGrain / positions / width, 1)
    ) { range in
      for block in range {
        let (image, number) = block.quotientAndRemainder(dividingBy: blocks)
        let first = number * width
        body(
          positions, channels, image * positions * channels + first, min(width, channels - first),
          image * channels + first)
      }
    }
  }
}

extension GlobalAveragePool: MomentOperator {
  /// The mean over positions, equally correlated.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    let x = call.images()
    let groups = ReducedAxes(x.axes, reduced: Set(2..<max(call.shapes[0].rank, 2)))
    return [
      SignalMoments(
        groups.mean(x.form, call.space), x.axes.without(groups.reduced, keepsAxes: true),
        x.length.uncertain)
    ]
  }

  /// The output's over the number of positions, the same at all.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    let n = Double(max(call.forward.shapes[0].positionCount, 1))
    return [call.gradients.product(call.outputGradient, LinearForm(1 / n))]
  }
}
