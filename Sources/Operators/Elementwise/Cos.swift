import CKernels
import GaussianIntegrals

/// The cosine of each element, in radians.
///
/// ## Gradient
///     f'(x) = -sin(x)
///
/// ## Edge cases
/// Right for any finite angle; infinities give NaN.
public struct Cos: ElementwiseMap {
  /// `cos`.
  public static let name = "cos"
  /// `Cos`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Cos", since: 7)

  /// The function; it has no attributes.
  public init() {}

  func apply(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
    xv_cos_forward(x, y, count)
  }

  func differentiate(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    xv_cos_backward(x, y, dy, dx, count)
  }
}

extension Cos: ElementwiseMoments {
  /// The function with its slope.
  var elementFunction: ElementFunction {
    ElementFunction(.cos)
  }
}
