import CKernels

/// The size of each element: f(x) = |x|.
///
/// ## Gradient
///     f'(x) = 1 for x > 0, -1 for x < 0, 0 at 0
public struct Abs: ElementwiseMap {
  /// `abs`.
  public static let name = "abs"
  /// `Abs`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Abs")
  /// Whole numbers stay whole and no larger.
  public static let isExactOnIntegers = true

  /// The function; it has no attributes.
  public init() {}

  func apply(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
    xv_abs_forward(x, y, count)
  }

  func differentiate(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    xv_abs_backward(x, y, dy, dx, count)
  }
}

extension Abs: ElementwiseMoments {
  /// The function with its slope.
  var elementFunction: ElementFunction {
    ElementFunction("abs", shape: .bend(0, 1), kinks: [0]) {
      abs($0)
    } slope: {
      $0 < 0 ? -1 : 1
    }
  }
}
