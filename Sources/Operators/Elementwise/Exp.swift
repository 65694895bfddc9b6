import CKernels
import GaussianIntegrals

/// The exponential function: f(x) = exp(x).
///
/// ## Gradient
///     f'(x) = exp(x)
///
/// ## Edge cases
/// Above 88.72 it is infinite, below -103.97 it is 0.
public struct Exp: ElementwiseMap {
  /// `exp`.
  public static let name = "exp"
  /// `Exp`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Exp")

  /// The function; it has no attributes.
  public init() {}

  func apply(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
    xv_exp_forward(x, y, count)
  }

  func differentiate(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    xv_exp_backward(x, y, dy, dx, count)
  }
}

extension Exp: ElementwiseMoments {
  /// The function with its slope.
  var elementFunction: ElementFunction {
    ElementFunction(.exponential)
  }
}
