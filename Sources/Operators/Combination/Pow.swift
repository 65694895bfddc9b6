import CKernels
import Tensors

/// Powers, element by element: y = a^b.
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | a, b | any that fit each other | inputs, repeated along axes that are missing or of length 1 |
/// | y | that of the longer on each axis | output |
///
/// ## Edge cases
/// As in C: a^0 and 1^b are 1 whatever a and b are, a negative a has powers for whole b alone and
/// NaN for others, 0 has infinite powers for b < 0.
public struct Pow: BinaryOperator {
  /// `pow`.
  public static let name = "pow"
  /// `Pow`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Pow")
  static let function = XV_POWER

  /// The exponent where it is not the second input.
  private let exponent: (shape: Shape, values: [Float])?

  /// The operator; it has no attributes.
  public init() { exponent = nil }

  /// Powers with known exponents, of the given shape.
  ///
  /// - Precondition: there are as many numbers as the shape has elements.
  public init(exponent shape: Shape, _ values: [Float]) {
    precondition(shape.count == values.count, "\(values.count) exponents of shape \(shape)")
    exponent = (shape, values)
  }

  /// The operator on both inputs, or where the exponent is a known whole number, on the first.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    let exponent = try node.input(1)
    guard !exponent.type.isFloat, let values = try node.knownFloats(1) else {
      return ImportedOperator(Self(), inputs: [0, 1])
    }
    return ImportedOperator(Self(exponent: exponent.shape, values), inputs: [0])
  }

  private func operands(_ inputs: [Shape]) -> [Shape] {
    exponent.map { inputs + [$0.shape] } ?? inputs
  }

  /// The shape that both operands are repeated to.
  ///
  /// - Throws: ``OperatorError`` with code `.inputCount` for other than two operands, `.shapes` where
  ///   they do not fit each other, `.size` where the output has too many elements.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    let operands = operands(inputs)
    guard operands.count == 2 else {
      let expected = exponent == nil ? "2 were" : "1 was"
      throw .inputCount(of: Self.name, inputs.count, expected: expected)
    }
    let shape = try commonShape(operands)
    _ = try broadcast(shape, operands)
    return [shape]
  }

  /// Channels-last where an operand of the output's shape lies so and the other allows it.
  public func arrangements(_ inputs: [Shape], _ found: [Arrangement]) -> Arrangements {
    guard let exponent else { return .repeated(inputs, found) }
    let operands = Arrangements.repeated(inputs + [exponent.shape], found + [.rowMajor])
    // The exponent's own numbers lie row-major.
    guard operands.inputs[1] == .rowMajor else { return .rowMajor(inputs) }
    return Arrangements(inputs: [operands.inputs[0]], outputs: operands.outputs)
  }

  /// How the operands are repeated.
  public func makeState(_ inputs: [Shape]) -> (any OperatorState)? {
    let operands = operands(inputs)
    guard let shape = try? commonShape(operands) else { return nil }
    return Broadcast(shape, operands)
  }

  /// The power of each element, shared among threads in ranges.
  public func forward(_ call: ForwardCall) {
    guard let exponent else { return combine(call, call.input, call.inputs[1]) }
    exponent.values.withUnsafeBufferPointer {
      guard let start = $0.baseAddress else { return }
      combine(call, call.input, TensorView(exponent.shape, start))
    }
  }
}
