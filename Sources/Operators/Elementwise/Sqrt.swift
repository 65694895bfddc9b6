import CKernels

/// The square root of each element: f(x) = sqrt(x).
///
/// ## Gradient
///     f'(x) = 1 / (2 sqrt(x))
///
/// ## Edge cases
/// NaN below 0; the slope at 0 is infinite.
public struct Sqrt: ElementwiseMap {
  /// `sqrt`.
  public static let name = "sqrt"
  /// `Sqrt`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Sqrt")

  /// The function; it has no attributes.
  public init() {}

  func apply(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
    xv_sqrt_forward(x, y, count)
  }

  func differentiate(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    xv_sqrt_backward(x, y, dy, dx, count)
  }
}

extension Sqrt: ElementwiseMoments {
  /// The function with its slope.
  var elementFunction: ElementFunction {
    ElementFunction("sqrt", kinks: [0]) {
      max($0, 0).squareRoot()
    } slope: {
      $0 > 0 ? 0.5 / $0.squareRoot() : 0
    }
  }
}
