import CKernels

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
