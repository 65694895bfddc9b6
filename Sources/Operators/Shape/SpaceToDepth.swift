import Tensors

/// Squares of pixels moved into blocks of channels.
///
/// ## Shapes
/// batch × channels × height × width becomes batch × b² channels × height / b × width / b, b the side
/// of a square.
///
///     y[n, (b r + s) C + c, i, j] = x[n, c, b i + r, b j + s]
///
/// ## Gradient
/// The output's, moved back.
public struct SpaceToDepth: StridedOperator {
  /// `spaceToDepth`.
  public static let name = "spaceToDepth"
  /// `SpaceToDepth`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("SpaceToDepth")

  /// The side of a square.
  public let side: Int

  /// Squares with the given side.
  public init(side: Int) { self.side = side }

  /// The node's block size.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    guard let side = try node.integer("blocksize") else {
      throw .attribute(node, "blocksize", "left out", expected: "a whole number was")
    }
    return ImportedOperator(Self(side: side), inputs: [0])
  }

  /// batch × b² channels × height / b × width / b.
  ///
  /// - Throws: ``OperatorError`` with code `.rank`, or `.shapes` where b does not divide height and
  ///   width; `.size`.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    let input = try single(inputs)
    guard input.rank == 4 else { throw .rank(of: Self.name, expected: "4 were", found: input) }
    guard side >= 1, input[2] % side == 0, input[3] % side == 0 else {
      throw .shapes(
        of: Self.name, "squares of side \(side) for input \(input)",
        expected: "a side that divides \(input[2]) and \(input[3]) was")
    }
    let channels = try product([input[1], side, side])
    return [try shape([input[0], channels, input[2] / side, input[3] / side])]
  }

  func copies(_ inputs: [Shape], _ outputs: [Shape]) -> [StridedCopy] {
    let input = inputs[0]
    let from = input.strides
    let lengths = [input[0], side, side, input[1], outputs[0][2], outputs[0][3]]
    var to = [Int](repeating: 1, count: 6)
    for axis in (0..<5).reversed() { to[axis] = to[axis + 1] &* lengths[axis + 1] }
    return [
      StridedCopy(
        lengths: lengths,
        inputStrides: [from[0], from[2], from[3], from[1], side &* from[2], side &* from[3]],
        outputStrides: to)
    ]
  }
}

extension SpaceToDepth: MomentOperator {
  /// The same elements in other places.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    [call.imageShaped()]
  }

  /// The output's.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    [call.outputGradient]
  }
}
