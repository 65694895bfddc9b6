import Tensors

/// The elements repeated along axes of length 1, and along new axes before the first.
///
/// ## Shapes
/// The output's shape is what the input's and the given lengths broadcast to: aligned at the last
/// axis, equal or one of them 1.
///
/// ## Edge cases
/// A given length of 1 keeps the input's length. Length 0 repeats nothing.
///
/// ## Gradient
///     dx = sum of dy over the repetitions, in float64
public struct Expand: StridedOperator {
  /// `expand`.
  public static let name = "expand"
  /// `Expand`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Expand", since: 8)

  /// The lengths to repeat to.
  public let lengths: [Int]

  /// Elements repeated to the given lengths.
  public init(_ lengths: [Int]) { self.lengths = lengths }

  /// The lengths are the second input, which must be known.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    guard let lengths = try node.knownIntegers(1) else { throw .missingInput(node, 1) }
    return ImportedOperator(Self(lengths), inputs: [0])
  }

  /// What the two shapes broadcast to.
  ///
  /// - Throws: ``OperatorError`` with code `.shapes` where they do not, or a length is negative;
  ///   `.size`.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    let input = try single(inputs)
    let rank = max(input.rank, lengths.count)
    try checkRank(lengths.count)
    var found: [Int] = []
    for axis in 0..<rank {
      let own = axis - (rank - input.rank) < 0 ? 1 : input[axis - (rank - input.rank)]
      let wanted = axis - (rank - lengths.count) < 0 ? 1 : lengths[axis - (rank - lengths.count)]
      guard wanted >= 0, own == wanted || own == 1 || wanted == 1 else {
        throw .shapes(
          of: Self.name, "lengths \(lengths) for input \(input)",
          expected: "equal ones or 1 on either side were")
      }
      found.append(own == 1 ? wanted : own)
    }
    return [try shape(found)]
  }

  func copies(_ inputs: [Shape], _ outputs: [Shape]) -> [StridedCopy] {
    let (input, output) = (inputs[0], outputs[0])
    let added = output.rank - input.rank
    let strides = input.strides
    return [
      StridedCopy(
        lengths: output.lengths,
        inputStrides: output.lengths.indices.map {
          $0 < added || input[$0 - added] == 1 ? 0 : strides[$0 - added]
        }, outputStrides: output.strides)
    ]
  }
}

extension Expand: ElementMovingMoments {
  /// The same elements, repeated.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    var y = call.signal(0)
    let missing = call.outputShapes[0].rank - y.axes.axes.count
    y.axes = MomentAxes([[MomentFactor]](repeating: [], count: max(missing, 0)) + y.axes.axes)
      .resized(to: call.outputShapes[0])
    return [y]
  }

  /// The sum over repetitions.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    [call.summed(call.outputGradient, to: 0)]
  }
}
