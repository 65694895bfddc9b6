import Tensors

/// Blocks of channels moved into squares of pixels.
///
/// ## Shapes
/// batch × channels × height × width becomes batch × channels / b² × b height × b width, b the side
/// of a square.
///
///     y[n, c, b i + r, b j + s] = x[n, (b r + s) C / b² + c, i, j]   squares first
///     y[n, c, b i + r, b j + s] = x[n, b² c + b r + s, i, j]         channels first
///
/// ## Gradient
/// The output's, moved back.
///
/// - Source: W. Shi et al., CVPR 2016, <https://arxiv.org/abs/1609.05158>, with channels first.
public struct DepthToSpace: StridedOperator {
  /// `depthToSpace`.
  public static let name = "depthToSpace"
  /// `DepthToSpace`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("DepthToSpace")

  /// The side of a square.
  public let side: Int
  /// Whether the channels of one square follow each other.
  public let hasChannelsFirst: Bool

  /// Squares with the given side.
  public init(side: Int, hasChannelsFirst: Bool = false) {
    self.side = side
    self.hasChannelsFirst = hasChannelsFirst
  }

  /// The node's block size and mode.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    guard let side = try node.integer("blocksize") else {
      throw .attribute(node, "blocksize", "left out", expected: "a whole number was")
    }
    switch try node.text("mode") ?? "DCR" {
    case "DCR": return ImportedOperator(Self(side: side), inputs: [0])
    case "CRD": return ImportedOperator(Self(side: side, hasChannelsFirst: true), inputs: [0])
    case let other: throw .attribute(node, "mode", other, expected: "DCR or CRD was")
    }
  }

  /// batch × channels / b² × b height × b width.
  ///
  /// - Throws: ``OperatorError`` with code `.rank`, or `.shapes` where b² does not divide the
  ///   channels; `.size`.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    let input = try single(inputs)
    guard input.rank == 4 else { throw .rank(of: Self.name, expected: "4 were", found: input) }
    let (square, overflows) = side.multipliedReportingOverflow(by: side)
    guard side >= 1, !overflows, input[1] % square == 0 else {
      throw .shapes(
        of: Self.name, "squares of side \(side) for input \(input)",
        expected: "a side whose square divides \(input[1]) was")
    }
    let height = try product([input[2], side])
    return [try shape([input[0], input[1] / square, height, try product([input[3], side])])]
  }

  func copies(_ inputs: [Shape], _ outputs: [Shape]) -> [StridedCopy] {
    let input = inputs[0]
    let channels = outputs[0][1]
    let from = input.strides
    // The strides of row and column in a square, and of a channel.
    let row = from[1] &* (hasChannelsFirst ? side : side &* channels)
    let column = from[1] &* (hasChannelsFirst ? 1 : channels)
    let channel = from[1] &* (hasChannelsFirst ? side &* side : 1)
    let lengths = [input[0], channels, input[2], side, input[3], side]
    var to = [Int](repeating: 1, count: 6)
    for axis in (0..<5).reversed() { to[axis] = to[axis + 1] &* lengths[axis + 1] }
    return [
      StridedCopy(
        lengths: lengths, inputStrides: [from[0], channel, from[2], row, from[3], column],
        outputStrides: to)
    ]
  }
}

extension DepthToSpace: MomentOperator {
  /// The same elements in other places.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    [call.imageShaped()]
  }

  /// The output's.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    [call.outputGradient]
  }
}
