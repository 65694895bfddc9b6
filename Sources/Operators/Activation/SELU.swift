import CKernels
import GaussianIntegrals

/// The self-normalizing unit: f(x) = lambda x for x > 0, else lambda alpha (exp(x) - 1).
///
/// `lambda` is 1.0507009873554805 and `alpha` 1.6732632423543772.
///
/// ## Gradient
///     f'(x) = lambda for x > 0, else lambda alpha exp(x)
///
/// - Source: G. Klambauer, T. Unterthiner, A. Mayr, S. Hochreiter, NeurIPS 2017, equation 2,
///   <https://arxiv.org/abs/1706.02515>.
public struct SELU: ElementwiseActivation {
  /// `selu`.
  public static let name = "selu"
  /// `Selu`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Selu")

  /// The function; it has no argument.
  public init(argument: Double = 0) {}

  /// The function, or where the node has other numbers, ``ScaledELU``.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    let alpha = try node.float("alpha", default: 1.673_263_2)
    let factor = try node.float("gamma", default: 1.050_701)
    // Files write them with more or fewer digits.
    let isUsual = abs(alpha - 1.673_263_2) <= 1e-5 && abs(factor - 1.050_701) <= 1e-5
    return isUsual
      ? ImportedOperator(SELU(), inputs: [0])
      : ImportedOperator(ScaledELU(alpha: alpha, factor: factor), inputs: [0])
  }

  func apply(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
    xv_selu_forward(x, y, count)
  }

  func differentiate(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    xv_selu_backward(x, y, dy, dx, count)
  }
}

extension Activation {
  /// ``SELU``.
  public static let selu = Activation(SELU())
}

extension SELU: ElementwiseMoments {
  /// The function with its slope.
  var elementFunction: ElementFunction {
    ElementFunction(.selu)
  }
}
