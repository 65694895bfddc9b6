import CKernels

/// The smallest integer that is not below each element.
///
/// ## Gradient
///     f'(x) = 0
///
/// ## Edge cases
/// The slope is 0 at the jumps too.
public struct Ceil: ElementwiseMap {
  /// `ceil`.
  public static let name = "ceil"
  /// `Ceil`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Ceil")
  /// Whole numbers stay whole and no larger.
  public static let isExactOnIntegers = true
  /// Values change in jumps.
  public static let isPiecewiseConstant = true

  /// The function; it has no attributes.
  public init() {}

  func apply(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
    xv_ceil_forward(x, y, count)
  }

  func differentiate(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    xv_ceil_backward(x, y, dy, dx, count)
  }
}

extension Ceil: ElementwiseMoments {
  /// The function with its slope.
  var elementFunction: ElementFunction {
    ElementFunction("ceil", kinks: (-32...32).map { Double($0) + 0 }) {
      $0.rounded(.up)
    } slope: { _ in
      0
    }
  }
}
