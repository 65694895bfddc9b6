import CKernels
import Tensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Powers, element by element: y = a^b.
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | a, b | any that fit each other | inputs, repeated along axes that are missing or of length 1 |
/// | y | that of the longer on each axis | output |
///
/// ## Gradient
///     da = dy b a^(b - 1), 0 where b = 0
///     db = dy a^b log(a), 0 where a = 0 and b >= 0
/// A negative a gives b the gradient NaN. Along axes along which an input is repeated, its gradient
/// is summed, in float64.
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

extension Pow {
  /// The gradients, summed over axes along which an operand is repeated; a known exponent has none.
  public func backward(_ call: BackwardCall) {
    guard let exponent else { return differentiate(call, call.input, call.inputs[1]) }
    exponent.values.withUnsafeBufferPointer {
      // Without exponents there are no powers.
      let start = $0.baseAddress ?? call.input.pointer
      differentiate(call, call.input, TensorView(exponent.shape, start))
    }
  }

  func localGradient(at input: Int, _ a: TensorView, _ b: TensorView) -> LocalGradient {
    guard input == 0 else {
      return LocalGradient(XV_LOCAL_POWER_EXPONENT, v: 0, w: 1, isOfSecond: true)
    }
    let isSquare = b.shape.count == 1 && b.pointer[0] == 2
    return LocalGradient(isSquare ? XV_LOCAL_TWICE_PRODUCT : XV_LOCAL_POWER_BASE, v: 0, w: 1)
  }
}

extension Pow: MomentOperator {
  private func function(_ call: MomentCall) -> ElementFunction? {
    var power = exponent.flatMap { Set($0.values).count == 1 ? Double($0.values[0]) : nil }
    if call.inputs.count > 1 { power = call.inputs[1].parameter?.number }
    guard let power else { return nil }
    let isWhole = power == power.rounded()
    return ElementFunction(
      "pow:\(power)", kinks: isWhole && power >= 0 && power.remainder(dividingBy: 2) == 0 ? [] : [0]
    ) { x in
      isWhole ? pow(x, power) : pow(max(x, 0), power)
    } slope: { x in
      isWhole ? power * pow(x, power - 1) : x > 0 ? power * pow(x, power - 1) : 0
    }
  }

  /// The function of each element for one known exponent, else the fallback.
  ///
  /// Of a negative number a broken power counts as 0.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    guard let function = function(call) else { return FallbackMoments.moments(call) }
    return [call.applied(function)]
  }

  /// The gradient times the slope.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    guard let function = function(call.forward) else {
      return FallbackMoments.gradientMoments(call)
    }
    return [call.applied(function)] + call.forward.inputs.dropFirst().map { _ in nil }
  }
}
