import CKernels
import GaussianIntegrals

/// The sigmoid linear unit with a factor inside: f(x) = x / (1 + exp(-alpha x)).
///
/// ## Gradient
///     f'(x) = s + alpha x s (1 - s),   s = 1 / (1 + exp(-alpha x))
///
/// ## Edge cases
/// With alpha 1 it is ``SiLU``, with alpha 1.702 a stand-in for ``GELU``, with alpha 0 it is x / 2.
///
/// - Source: P. Ramachandran, B. Zoph, Q. Le, 2017, <https://arxiv.org/abs/1710.05941>.
public struct Swish: ElementwiseMap {
  /// `swish`.
  public static let name = "swish"

  /// The factor of the sigmoid's argument.
  public let alpha: Float

  /// The function with alpha 1.
  public init() { self.init(alpha: 1) }

  /// The function with the given factor.
  public init(alpha: Float) { self.alpha = alpha }

  func apply(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
    xv_swish_forward(x, y, count, alpha)
  }

  func differentiate(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    xv_swish_backward(x, y, dy, dx, count, alpha)
  }
}

extension Swish: ElementwiseMoments {
  /// The function with its slope.
  var elementFunction: ElementFunction {
    let (a, silu) = (Double(alpha), ScalarFunction.silu)
    if a == 0 { return .line(0.5, 0) }
    return ElementFunction("swish:\(a)") {
      silu.value(at: a * $0) / a
    } slope: {
      silu.slope(at: a * $0)
    }
  }
}
