import CKernels

/// Each element with the other sign: f(x) = -x.
///
/// ## Gradient
///     f'(x) = -1
public struct Neg: ElementwiseMap {
  /// `neg`.
  public static let name = "neg"
  /// `Neg`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Neg")
  /// Whole numbers stay whole and no larger.
  public static let isExactOnIntegers = true

  /// The function; it has no attributes.
  public init() {}

  func apply(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
    xv_negate_forward(x, y, count)
  }

  func differentiate(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    xv_negate_backward(x, y, dy, dx, count)
  }
}

extension Neg: ElementwiseMoments {
  /// The function with its slope.
  var elementFunction: ElementFunction {
    .line(-1, 0)
  }
}
