import Tensors

/// A tensor sampled at more places: ``Resize`` as ONNX had it before.
///
/// ## Shapes
///     output[axis] = floor(scale input[axis])
///
/// The place x of the output lies at x / scale; the nearest element is the one to the left.
///
/// ## Gradient
/// As ``Resize`` has it.
public struct Upsample: DifferentiableOperator {
  /// `upsample`.
  public static let name = "upsample"
  /// `Upsample`, taken out in version 10 of the operator set.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Upsample", since: 7, until: 9)

  private let resize: Resize

  /// A tensor with each axis so many times as long.
  public init(scales: [Float], interpolation: Resize.Interpolation = .nearest(.left)) {
    resize = Resize(.scales(scales), interpolation: interpolation, coordinates: .asymmetric)
  }

  /// Scales are an attribute in versions 7 and 8 of the operator set, in 9 the second input.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    guard let scales = try node.opset < 9 ? node.floats("scales") : node.knownFloats(1) else {
      if node.opset < 9 { throw .attribute(node, "scales", "left out", expected: "a list was") }
      throw .missingInput(node, 1)
    }
    return ImportedOperator(
      Self(scales: scales, interpolation: try Resize.interpolation(node, .left)), inputs: [0])
  }

  /// The output's lengths.
  ///
  /// - Throws: ``OperatorError`` as ``Resize/outputShapes(_:)`` does.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    try resize.outputShapes(inputs)
  }

  /// Where each element comes from and with which weights.
  public func makeState(_ inputs: [Shape]) -> (any OperatorState)? { resize.makeState(inputs) }

  /// Looks the elements up, or sums them axis by axis.
  public func forward(_ call: ForwardCall) { resize.forward(call) }

  /// Adds up what each element gave, axis by axis.
  public func backward(_ call: BackwardCall) { resize.backward(call) }
}

extension Upsample: MomentOperator {
  /// As ``Resize`` has it.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    resize.moments(call)
  }

  /// As ``Resize`` has it.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    resize.gradientMoments(call)
  }
}
