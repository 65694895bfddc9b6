import CKernels
import GaussianIntegrals

/// The approximation of GELU: f(x) = x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2.
///
/// ## Gradient
///     the derivative of that formula
///
/// ONNX spells it `Gelu` with `approximate="tanh"`.
///
/// - Source: the same paper as ``GELU``, section 2.
public struct GELUTanh: ElementwiseActivation {
  /// `geluTanh`.
  public static let name = "geluTanh"

  /// The function; it has no argument.
  public init(argument: Double = 0) {}

  func apply(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
    xv_gelu_tanh_forward(x, y, count)
  }

  func differentiate(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    xv_gelu_tanh_backward(x, y, dy, dx, count)
  }
}

extension Activation {
  /// ``GELUTanh``.
  public static let geluTanh = Activation(GELUTanh())
}

extension GELUTanh: ElementwiseMoments {
  /// The function with its slope.
  var elementFunction: ElementFunction {
    ElementFunction(.geluTanh)
  }
}
