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
/// ## Gradients
/// An operand's is the sum of products of the output's gradient and all other operands by the
/// equation with the two exchanged, contracted in the opposite order: along letters that it alone has
/// the same number for all indices, 0 beside a diagonal.
///
/// ## Edge cases
/// A sum over nothing is 0.
///
/// - Complexity: operands are contracted two at a time in their order, as products of matrices.
public struct Einsum: DifferentiableOperator {
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

  /// The gradient of each operand that is wanted.
  public func backward(_ call: BackwardCall) {
    if let state = call.state as? EinsumState {
      state.backward(call)
    } else if let state = state(call.inputs.map(\.shape)) {
      state.prepare(call)
      state.backward(call)
    }
  }

  private func state(_ shapes: [Shape]) -> EinsumState? {
    guard let axes = try? EinsumAxes(parsed, shapes), let plan = try? EinsumPlan(axes) else {
      return nil
    }
    return EinsumState(plan, axes, inputCounts: shapes.map(\.count))
  }
}

extension Einsum: MomentOperator {
  private func product(_ call: MomentCall) -> LabelledProduct? {
    guard parsed.operands.count == 2 else { return nil }
    // Axes under an ellipsis count from the last.
    func labels(_ terms: [EinsumEquation.Term], rank: Int) -> [Int] {
      let covered = rank - terms.count { $0 != .ellipsis }
      return terms.flatMap { term -> [Int] in
        switch term {
        case .letter(let letter): [-1 - Int(letter.unicodeScalars.first!.value)]
        case .ellipsis: (0..<max(covered, 0)).map { covered - 1 - $0 }
        }
      }
    }
    let operands = zip(parsed.operands, call.shapes).map { labels($0, rank: $1.rank) }
    guard operands.allSatisfy({ Set($0).count == $0.count }) else { return nil }
    return LabelledProduct(
      call, operands, labels(parsed.resultTerms, rank: call.outputShapes[0].rank))
  }

  /// Of two operands a fresh linear map where one is a parameter, else a sum of products of values;
  /// of other equations the fallback.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    guard let product = product(call) else { return FallbackMoments.moments(call) }
    return [product.moments()]
  }

  /// Those of both operands.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    guard let product = product(call.forward) else { return FallbackMoments.gradientMoments(call) }
    return product.gradientMoments(call)
  }
}
