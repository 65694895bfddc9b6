import Initializers
import Tensors

/// The same elements in the same order, in another shape.
///
/// ## Shapes
/// | length | meaning |
/// |---|---|
/// | 0 | the input's length of the same axis, or where ``allowsZero`` really 0 |
/// | -1 | what is left; one axis at most |
/// | any other | the length |
///
/// ## Edge cases
/// No lengths give a scalar. -1 next to a length of 0 is refused: anything would fit.
///
/// ## Gradient
/// The output's, element by element.
public struct Reshape: ReshapingOperator, AxisMovingOperator {
  /// `reshape`.
  public static let name = "reshape"
  /// `Reshape`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Reshape")

  /// The lengths of the output, 0 and -1 with their meanings.
  public let lengths: [Int]
  /// Whether a length of 0 is one.
  public let allowsZero: Bool

  /// Another shape.
  public init(_ lengths: [Int], allowsZero: Bool = false) {
    self.lengths = lengths
    self.allowsZero = allowsZero
  }

  /// The lengths are the second input, which must be known.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    guard let lengths = try node.knownIntegers(1) else { throw .missingInput(node, 1) }
    return ImportedOperator(
      Self(lengths, allowsZero: try node.flag("allowzero", default: false)), inputs: [0])
  }

  /// The lengths with 0 and -1 replaced.
  ///
  /// - Throws: ``OperatorError`` with code `.shapes` where the number of elements is another one,
  ///   a length is below -1, or -1 stands for any length or twice; `.size`.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    let input = try single(inputs)
    try checkRank(lengths.count)
    var found = lengths
    for (axis, length) in lengths.enumerated() {
      guard length >= -1 else { throw mismatch(input, "lengths of -1 or more were") }
      guard length == 0, !allowsZero else { continue }
      guard axis < input.rank else {
        throw mismatch(input, "an axis \(axis) to take the length of was")
      }
      found[axis] = input[axis]
    }
    let open = found.indices.filter { found[$0] == -1 }
    guard open.count <= 1 else { throw mismatch(input, "-1 once was") }
    if let axis = open.first {
      let known = try product(found.filter { $0 != -1 })
      guard known != 0 else { throw mismatch(input, "no length of 0 beside -1 was") }
      guard input.count % known == 0 else {
        throw mismatch(input, "a divisor of its \(input.count) elements was")
      }
      found[axis] = input.count / known
    }
    let output = try shape(found)
    guard output.count == input.count else {
      throw mismatch(input, "a shape of \(input.count) elements was")
    }
    return [output]
  }

  private func mismatch(_ input: Shape, _ expected: String) -> OperatorError {
    .shapes(of: Self.name, "lengths \(lengths) for input \(input)", expected: expected)
  }

  /// What the output is for, stored in the input's shape.
  public func parameter(
    at input: Int, _ shapes: [Shape], output: ParameterSpec
  ) -> ParameterSpec? { output.stored(as: shapes[0]) }
}

extension Reshape: ElementMovingMoments, ReshapingPlace {
  /// The same elements, each axis with the factors of those it is made of.
  package func moments(_ call: MomentCall) -> [SignalMoments] { [call.reshaped()] }

  /// The output's.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    [call.outputGradient]
  }
}
