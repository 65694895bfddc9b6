import CKernels

/// The natural logarithm: f(x) = log(x).
///
/// ## Gradient
///     f'(x) = 1 / x
///
/// ## Edge cases
/// Minus infinity at 0, NaN below.
public struct Log: ElementwiseMap {
  /// `log`.
  public static let name = "log"
  /// `Log`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Log")

  /// The function; it has no attributes.
  public init() {}

  func apply(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
    xv_log_forward(x, y, count)
  }

  func differentiate(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    xv_log_backward(x, y, dy, dx, count)
  }
}

extension Log: ElementwiseMoments {
  /// The function with its slope.
  var elementFunction: ElementFunction {
    ElementFunction.logarithm
  }
}
