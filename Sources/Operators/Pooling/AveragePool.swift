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
public struct AveragePool: Operator {
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
}
