import CKernels

/// One over each element: f(x) = 1 / x.
///
/// ## Gradient
///     f'(x) = -1 / x^2
///
/// ## Edge cases
/// 0 gives the infinity of its sign.
public struct Reciprocal: ElementwiseMap {
  /// `reciprocal`.
  public static let name = "reciprocal"
  /// `Reciprocal`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Reciprocal")

  /// The function; it has no attributes.
  public init() {}

  func apply(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
    xv_reciprocal_forward(x, y, count)
  }

  func differentiate(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    xv_reciprocal_backward(x, y, dy, dx, count)
  }
}

extension Reciprocal: ElementwiseMoments {
  /// The function with its slope.
  var elementFunction: ElementFunction {
    ElementFunction("reciprocal", kinks: [0]) {
      1 / $0
    } slope: {
      -1 / ($0 * $0)
    }
  }
}
