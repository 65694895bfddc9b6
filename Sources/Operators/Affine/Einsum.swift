import Initializers
import Tensors

/// A sum of products over named axes, by Einstein's convention.
///
///     "bij,bjk->bik":  y[b, i, k] = sum over j of x0[b, i, j] x1[b, j, k]
///
/// ## Equation
/// Each operand has a letter for each axis, and the result too, after an arrow. Letters that the
/// result lacks are summed over. A letter twice in one operand is its diagonal. An ellipsis stands
/// for axes without a letter, which are aligned at the last. Without an arrow the result has the
/// ellipsis' axes and, in alphabetical order, the letters that occur once.
///
/// ## Shapes
/// A letter has the same length wherever it occurs; an axis of length 1 serves all indices of a
/// longer one.
///
/// ## Edge cases
/// A sum over nothing is 0.
///
/// - Complexity: operands are contracted two at a time in their order, as products of matrices.
public struct Einsum: Operator {
  /// `einsum`.
  public static let name = "einsum"
  /// `Einsum`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Einsum", since: 12)

  private let parsed: EinsumEquation

  /// The equation, without spaces.
  public var equation: String { parsed.text }

  /// A sum of products by the given equation.
  ///
  /// - Throws: ``OperatorError`` with code `.attribute` where the equation cannot be read.
  public init(_ equation: String) throws(OperatorError) {
    parsed = try EinsumEquation(equation)
  }

  /// The attribute `equation` on all inputs.
  ///
  /// - Throws: ``OperatorError`` with code `.attribute` where the equation is missing or cannot be
  ///   read.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    guard let equation = try node.text("equation") else {
      throw .attribute(node, "equation", "left out", expected: "one was")
    }
    let function = try Einsum(equation)
    guard node.inputs.count == function.parsed.operands.count else {
      throw .inputCount(
        of: name, node.inputs.count, expected: "\(function.parsed.operands.count) were")
    }
    for index in node.inputs.indices { _ = try node.input(index) }
    return ImportedOperator(function, allInputsOf: node)
  }

  /// For an equation of two operands: letters that are summed over are input axes, letters that the
  /// other operand lacks output axes, letters that all three have count experts.
  public func parameter(at input: Int, _ shapes: [Shape]) -> ParameterSlot? {
    guard parsed.operands.count == 2, input < 2, shapes.count == 2 else { return nil }
    func spelled(_ terms: [EinsumEquation.Term]) -> String {
      terms.map {
        if case .letter(let letter) = $0 { String(letter) } else { "..." }
      }.joined()
    }
    let operands = parsed.operands.map(spelled)
    let equation = "\(operands[1 - input]),\(operands[input])->\(spelled(parsed.resultTerms))"
    let spec = try? ParameterSpec.einsum(equation, shape: shapes[input].lengths)
    return spec.map { ParameterSlot("weight", $0) }
  }

  /// The lengths of the result's letters.
  ///
  /// - Throws: ``OperatorError`` with code `.inputCount`, `.rank` or `.shapes` where the inputs are
  ///   not those of the equation, `.size` where the result or a product on the way to it has too
  ///   many elements.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    let axes = try EinsumAxes(parsed, inputs)
    let output = try shape(axes.result.map(\.length))
    _ = try EinsumPlan(axes)
    return [output]
  }

  /// The order of the steps, and memory for what is between them.
  public func makeState(_ inputs: [Shape]) -> (any OperatorState)? { state(inputs) }

  /// The sums.
  public func forward(_ call: ForwardCall) {
    (call.state as? EinsumState ?? state(call.inputs.map(\.shape)))?.run(call)
  }

  private func state(_ shapes: [Shape]) -> EinsumState? {
    guard let axes = try? EinsumAxes(parsed, shapes), let plan = try? EinsumPlan(axes) else {
      return nil
    }
    return EinsumState(plan)
  }
}
