import Initializers
import Tensors

/// The product of two matrices, or of matrices in two stacks of them.
///
///     y[..., m, n] = sum over k of a[..., m, k] b[..., k, n]
///
/// ## Shapes
/// The axes before the last two count matrices; they are aligned at the last, and where one operand
/// has length 1 or no such axis its matrix serves all of the other's. An operand of one axis is a
/// row on the left and a column on the right, and the result lacks its axis. With
/// ``transposesLeft`` or ``transposesRight`` the last two axes of that operand, where it has two,
/// are the other way round.
///
/// ## Gradients
///     da = dy bᵀ,   db = aᵀ dy
/// summed over the axes along which an operand's matrix serves several.
///
/// ## Edge cases
/// No k gives zeros. A value that is not finite affects its row and its column.
///
/// - Complexity: 2 m k n operations for each pair of matrices, twice that backward.
public struct MatMul: DifferentiableOperator {
  /// `matMul`.
  public static let name = "matMul"
  /// `MatMul`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("MatMul")

  /// Whether the left matrices are stored k × m.
  public let transposesLeft: Bool
  /// Whether the right matrices are stored n × k.
  public let transposesRight: Bool

  /// A product of matrices.
  public init(transposesLeft: Bool = false, transposesRight: Bool = false) {
    self.transposesLeft = transposesLeft
    self.transposesRight = transposesRight
  }

  /// The product of the node's two inputs.
  ///
  /// - Throws: ``OperatorError`` with code `.inputCount` where one is missing.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    _ = try node.input(0)
    _ = try node.input(1)
    return ImportedOperator(MatMul(), inputs: [0, 1])
  }

  /// A weight of in × out on the right, of out × in on the left.
  ///
  /// The matrices of a stack are those of experts.
  public func parameter(at input: Int, _ shapes: [Shape]) -> ParameterSlot? {
    guard input < 2, shapes.count == 2, shapes[input].rank >= 1 else { return nil }
    let shape = shapes[input]
    let isRight = input == 1
    let transposes = shape.rank > 1 && (isRight ? transposesRight : transposesLeft)
    let matrix: [Axis] =
      shape.rank == 1 ? [.input] : isRight != transposes ? [.input, .output] : [.output, .input]
    let experts = [Axis](repeating: .expert, count: max(shape.rank - 2, 0))
    let spec = try? ParameterSpec(shape: shape, axes: experts + matrix, role: .weight)
    return spec.map { ParameterSlot("weight", $0) }
  }

  /// The counts of matrices, broadcast, then m and n.
  ///
  /// - Throws: ``OperatorError`` with code `.inputCount` for other than two inputs, `.rank` for a
  ///   scalar, `.shapes` where inner lengths or counts of matrices do not fit, `.size` for more
  ///   elements than can be counted.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    guard inputs.count == 2 else {
      throw .inputCount(of: Self.name, inputs.count, expected: "2 were")
    }
    for input in inputs where input.rank == 0 {
      throw .rank(of: Self.name, expected: "1 or more were", found: input)
    }
    let operands = Operands(self, inputs[0], inputs[1])
    guard operands.left.columns == operands.right.rows else {
      throw .shapes(
        of: Self.name, "inputs \(inputs[0]) and \(inputs[1])",
        expected: "inner lengths \(operands.left.columns) and \(operands.right.rows) alike were")
    }
    guard let counts = operands.counts else {
      throw .shapes(
        of: Self.name, "inputs \(inputs[0]) and \(inputs[1])",
        expected: "equal counts of matrices, or 1,")
    }
    return [
      try shape(
        counts + (inputs[0].rank > 1 ? [operands.left.rows] : [])
          + (inputs[1].rank > 1 ? [operands.right.columns] : []))
    ]
  }

  /// How the product and its gradients are cut.
  public func makeState(_ inputs: [Shape]) -> (any OperatorState)? {
    MatMulPlan(Operands(self, inputs[0], inputs[1]).axes)
  }

  /// y = a b.
  public func forward(_ call: ForwardCall) {
    let plan = plan(call.state, call.inputs)
    plan.product.run(
      call.inputs[0].pointer, call.inputs[1].pointer, into: call.output.pointer, call.threads)
  }

  /// No.
  public var readsOutputsInBackward: Bool { false }

  /// da = dy bᵀ and db = aᵀ dy.
  public func backward(_ call: BackwardCall) {
    let plan = plan(call.state, call.inputs)
    let dy = call.outputGradient.pointer
    if let gradient = call.inputGradients[0] {
      plan.leftGradient.run(dy, call.inputs[1].pointer, into: gradient.pointer, call.threads)
    }
    if let gradient = call.inputGradients[1] {
      plan.rightGradient.run(call.inputs[0].pointer, dy, into: gradient.pointer, call.threads)
    }
  }

  private func plan(_ state: (any OperatorState)?, _ inputs: [TensorView]) -> MatMulPlan {
    state as? MatMulPlan ?? MatMulPlan(Operands(self, inputs[0].shape, inputs[1].shape).axes)
  }
}

/// The matrices of the two inputs.
private struct Operands {
  struct Matrices {
    let counts: [Int]
    let rows: Int
    let columns: Int
    let rowStride: Int
    let columnStride: Int

    init(_ shape: Shape, isRight: Bool, transposes: Bool) {
      let lengths = shape.lengths
      guard lengths.count > 1 else {
        counts = []
        (rows, columns) = isRight ? (lengths[0], 1) : (1, lengths[0])
        (rowStride, columnStride) = (1, 1)
        return
      }
      counts = Array(lengths.dropLast(2))
      let (first, second) = (lengths[lengths.count - 2], lengths[lengths.count - 1])
      (rows, columns) = transposes ? (second, first) : (first, second)
      (rowStride, columnStride) = transposes ? (1, second) : (second, 1)
    }
  }

  let left: Matrices
  let right: Matrices

  init(_ product: MatMul, _ left: Shape, _ right: Shape) {
    self.left = Matrices(left, isRight: false, transposes: product.transposesLeft)
    self.right = Matrices(right, isRight: true, transposes: product.transposesRight)
  }

  /// How many matrices the result has along each axis; `nil` where the operands' do not fit.
  var counts: [Int]? {
    let rank = max(left.counts.count, right.counts.count)
    var counts: [Int] = []
    for axis in 0..<rank {
      let (a, b) = (count(left, axis, rank), count(right, axis, rank))
      guard a == b || a == 1 || b == 1 else { return nil }
      counts.append(a == 1 ? b : a)
    }
    return counts
  }

  private func count(_ matrices: Matrices, _ axis: Int, _ rank: Int) -> Int {
    let own = axis - (rank - matrices.counts.count)
    return own < 0 ? 1 : matrices.counts[own]
  }

  /// All axes with their strides.
  ///
  /// - Precondition: the operands fit.
  var axes: [Contraction.Axis] {
    var axes = [
      Contraction.Axis(length: left.rows, left: left.rowStride, output: right.columns),
      Contraction.Axis(length: right.columns, right: right.columnStride, output: 1),
      Contraction.Axis(length: left.columns, left: left.columnStride, right: right.rowStride),
    ]
    let counts = counts ?? []
    // A product of lengths overflows only where another length is 0 and no element is read.
    var (a, b, y) = (
      left.rows &* left.columns, right.rows &* right.columns, left.rows &* right.columns
    )
    for axis in counts.indices.reversed() {
      let (own, other) = (
        count(left, axis, counts.count), count(right, axis, counts.count)
      )
      axes.append(
        Contraction.Axis(
          length: counts[axis], left: own == counts[axis] ? a : nil,
          right: other == counts[axis] ? b : nil, output: y))
      a = a &* own
      b = b &* other
      y = y &* counts[axis]
    }
    return axes
  }
}

/// How a product of matrices and its gradients are cut.
private final class MatMulPlan: OperatorState {
  let product: Contraction
  let leftGradient: Contraction
  let rightGradient: Contraction

  init(_ axes: [Contraction.Axis]) {
    func contraction(_ axes: [Contraction.Axis]) -> Contraction {
      guard let contraction = Contraction(axes) else {
        preconditionFailure("matMul: rows and columns that are not in one piece")
      }
      return contraction
    }
    product = contraction(axes)
    leftGradient = contraction(
      axes.map { .init(length: $0.length, left: $0.output, right: $0.right, output: $0.left) })
    rightGradient = contraction(
      axes.map { .init(length: $0.length, left: $0.left, right: $0.output, output: $0.right) })
  }

  func parametersDidChange() {}
}

extension MatMul: MomentOperator {
  // The labels of an operand's axes: counts of matrices from the last, then -1 for rows of the left
  // operand, -2 for what is summed over, -3 for columns of the right one.
  private func labels(_ shape: Shape, isRight: Bool) -> [Int] {
    guard shape.rank > 1 else { return [-2] }
    let counts = (0..<shape.rank - 2).map { shape.rank - 3 - $0 }
    let matrix = isRight ? [-2, -3] : [-1, -2]
    let transposes = isRight ? transposesRight : transposesLeft
    return counts + (transposes ? matrix.reversed() : matrix)
  }

  private func product(_ call: MomentCall) -> LabelledProduct {
    let labels = [
      labels(call.shapes[0], isRight: false), labels(call.shapes[1], isRight: true),
    ]
    let rank = max(call.shapes[0].rank, call.shapes[1].rank)
    var output = rank > 2 ? (0..<rank - 2).map { rank - 3 - $0 } : []
    if call.shapes[0].rank > 1 { output.append(-1) }
    if call.shapes[1].rank > 1 { output.append(-3) }
    return LabelledProduct(call, labels, output)
  }

  /// A fresh linear map where an operand is a parameter, else a sum of products of values.
  package func moments(_ call: MomentCall) -> [SignalMoments] { [product(call).moments()] }

  /// Those of both operands.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    product(call.forward).gradientMoments(call)
  }
}
