import CKernels
import GaussianIntegrals

/// The sigmoid-weighted linear unit: f(x) = x sigmoid(x).
///
/// ## Gradient
///     f'(x) = s + x s (1 - s) with s = sigmoid(x)
///
/// - Source: S. Elfwing, E. Uchibe, K. Doya, Neural Networks 107 (2018),
///   <https://arxiv.org/abs/1702.03118>.
public struct SiLU: ElementwiseActivation {
  /// `silu`.
  public static let name = "silu"
  /// `Swish`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Swish", since: 24)

  /// The function; it has no argument.
  public init(argument: Double = 0) {}

  /// The function, or where the node has a factor inside, ``Swish``.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    let alpha = try node.float("alpha", default: 1)
    guard alpha.isFinite else {
      throw .attribute(node, "alpha", alpha, expected: "a finite number was")
    }
    return alpha == 1
      ? ImportedOperator(SiLU(), inputs: [0]) : ImportedOperator(Swish(alpha: alpha), inputs: [0])
  }

  func apply(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
    xv_silu_forward(x, y, count)
  }

  func differentiate(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    xv_silu_backward(x, y, dy, dx, count)
  }
}

extension Activation {
  /// ``SiLU``.
  public static let silu = Activation(SiLU())
}

extension SiLU: ElementwiseMoments {
  /// The function with its slope.
  var elementFunction: ElementFunction {
    ElementFunction(.silu)
  }
}
