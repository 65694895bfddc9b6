import CKernels
import GaussianIntegrals

/// The error function: f(x) = 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x.
///
/// ## Gradient
///     f'(x) = 2 / sqrt(pi) exp(-x^2)
public struct Erf: ElementwiseMap {
  /// `erf`.
  public static let name = "erf"
  /// `Erf`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Erf", since: 9)

  /// The function; it has no attributes.
  public init() {}

  func apply(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
    xv_erf_forward(x, y, count)
  }

  func differentiate(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    xv_erf_backward(x, y, dy, dx, count)
  }
}

extension Erf: ElementwiseMoments {
  /// The function with its slope.
  var elementFunction: ElementFunction {
    ElementFunction(.erf)
  }
}
