import Operators
import Tensors

/// Gemm: y = alpha a b + beta c, where a and b may be stored the other way round.
///
/// An affine map where that is all it is; else a product of matrices, scaled and shifted.
public enum GemmLowering: Composite {
  /// `gemm`.
  public static let name = "gemm"
  /// `Gemm`.
  public static let onnx = ONNXSpelling("Gemm")

  /// Adds an affine map, or a product and what follows it.
  public static func lower(
    _ node: NodeDescription, _ inputs: [Network.Value?], into plan: inout NetworkPlan,
    name: String
  ) throws(NetworkError) -> [Network.Value?] {
    let (alpha, beta, transposesLeft, transposesRight) = try reading(name) {
      () throws(OperatorError) in
      for index in 0..<2 {
        let shape = try node.input(index).shape
        guard shape.rank == 2 else {
          throw .unsupported(node, "input \(index) of \(shape.rank) axes, 2 were expected")
        }
      }
      return (
        try node.float("alpha", default: 1), try node.float("beta", default: 1),
        try node.flag("transA", default: false), try node.flag("transB", default: false)
      )
    }
    guard let a = inputs[0], let b = inputs[1] else { preconditionFailure("gemm: inputs 0 and 1") }
    let shift = inputs.count > 2 && beta != 0 ? inputs[2] : nil
    let outputs = plan.shape(of: b)[transposesRight ? 0 : 1]

    // One number for each column, which an affine map adds itself.
    let isBias =
      shift.map {
        let shape = plan.shape(of: $0)
        return shape.count == outputs && (outputs == 1 || shape.lengths.last == outputs)
      } ?? true
    if alpha == 1, !transposesLeft, isBias, shift == nil || beta == 1 {
      let map = Affine(transposesWeight: transposesRight)
      guard let shift else { return [try plan.value(of: map, a, b, name: name)] }
      let bias =
        plan.shape(of: shift).rank == 1
        ? shift : try plan.value(of: Operators.Reshape([outputs]), shift, name: name)
      return [try plan.value(of: map, a, b, bias, name: name)]
    }
    let product = try plan.value(
      of: MatMul(transposesLeft: transposesLeft, transposesRight: transposesRight), a, b,
      name: name)
    let scaled = try plan.scaled(product, by: alpha, name: name)
    guard let shift else { return [scaled] }
    let term = try plan.scaled(shift, by: beta, name: name)
    let sum = try plan.value(of: Operators.Add(), scaled, term, name: name)
    guard plan.shape(of: sum) == plan.shape(of: product) else {
      throw .layer(
        name,
        .unsupported(
          node,
          "shift \(plan.shape(of: shift)) of product \(plan.shape(of: product)), "
            + "no longer axes were expected"))
    }
    return [sum]
  }
}
