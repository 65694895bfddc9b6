import CKernels
import GaussianIntegrals

/// A smooth function that is a little below 0 on the left: f(x) = x tanh(log(1 + exp(x))).
///
/// ## Gradient
///     f'(x) = tanh(p) + x s (1 - tanh(p)^2),   p = log(1 + exp(x)),   s = 1 / (1 + exp(-x))
///
/// ## Edge cases
/// Minus infinity gives 0.
///
/// - Source: D. Misra, BMVC 2020, <https://arxiv.org/abs/1908.08681>.
public struct Mish: ElementwiseActivation {
  /// `mish`.
  public static let name = "mish"
  /// `Mish`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Mish", since: 18)

  /// The function; it has no argument.
  public init(argument: Double = 0) {}

  func apply(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
    xv_mish_forward(x, y, count)
  }

  func differentiate(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    xv_mish_backward(x, y, dy, dx, count)
  }
}

extension Activation {
  /// ``Mish``.
  public static let mish = Activation(Mish())
}

extension Mish: ElementwiseMoments {
  /// The function with its slope.
  var elementFunction: ElementFunction {
    ElementFunction(.mish)
  }
}
