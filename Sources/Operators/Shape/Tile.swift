import Tensors

/// The whole tensor repeated along each axis.
///
/// ## Shapes
///     output[i] = repeats[i] input[i]
///
/// ## Gradient
///     dx = sum of dy over the repetitions, in float64
public struct Tile: StridedOperator {
  /// `tile`.
  public static let name = "tile"
  /// `Tile`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Tile")

  /// How often the tensor is repeated along each axis.
  public let repeats: [Int]

  /// The tensor, so often along each axis.
  public init(repeats: [Int]) { self.repeats = repeats }

  /// The repeats are the second input, which must be known.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    guard let repeats = try node.knownIntegers(1) else { throw .missingInput(node, 1) }
    return ImportedOperator(Self(repeats: repeats), inputs: [0])
  }

  /// The lengths times the repeats.
  ///
  /// - Throws: ``OperatorError`` with code `.shapes` where there is not one repeat of 0 or more for
  ///   each axis; `.size`.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    let input = try single(inputs)
    guard repeats.count == input.rank, repeats.allSatisfy({ $0 >= 0 }) else {
      throw .shapes(
        of: Self.name, "repeats \(repeats.prefix(mostAxes)) for input \(input)",
        expected: "\(input.rank) of 0 or more were")
    }
    var lengths: [Int] = []
    for (length, count) in zip(input.lengths, repeats) {
      lengths.append(try product([length, count]))
    }
    return [try shape(lengths)]
  }

  func copies(_ inputs: [Shape], _ outputs: [Shape]) -> [StridedCopy] {
    let (input, output) = (inputs[0], outputs[0])
    let (from, to) = (input.strides, output.strides)
    let axes = input.lengths.indices
    return [
      StridedCopy(
        lengths: axes.flatMap { [repeats[$0], input[$0]] },
        inputStrides: axes.flatMap { [0, from[$0]] },
        outputStrides: axes.flatMap { [input[$0] &* to[$0], to[$0]] })
    ]
  }
}

extension Tile: ElementMovingMoments {
  /// The same elements, repeated.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    call.parts()
  }

  /// The sum over repetitions.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    let x = call.forward.signal(0).axes.axes
    var counts = RoleCounts()
    for (axis, count) in repeats.enumerated() where axis < x.count {
      counts.multiply(call.outputs[0].axes.axes[axis].first?.role ?? .position, Double(count))
    }
    let n = counts.product
    let kernel = call.outputProducts.averaged(over: counts, remaining: 15)
    return [
      call.gradients.source(
        n * n * kernel, isExact: call.gradients.isExact(call.outputGradient))
    ]
  }
}
