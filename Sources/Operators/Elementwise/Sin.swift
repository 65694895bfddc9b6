import CKernels
import GaussianIntegrals

/// The sine of each element, in radians.
///
/// ## Gradient
///     f'(x) = cos(x)
///
/// ## Edge cases
/// Right for any finite angle; infinities give NaN.
public struct Sin: ElementwiseMap {
  /// `sin`.
  public static let name = "sin"
  /// `Sin`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Sin", since: 7)

  /// The function; it has no attributes.
  public init() {}

  func apply(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
    xv_sin_forward(x, y, count)
  }

  func differentiate(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    xv_sin_backward(x, y, dy, dx, count)
  }
}

extension Sin: ElementwiseMoments {
  /// The function with its slope.
  var elementFunction: ElementFunction {
    ElementFunction(.sin)
  }
}
