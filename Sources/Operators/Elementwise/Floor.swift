import CKernels

/// The largest integer that is not above each element.
///
/// ## Gradient
///     f'(x) = 0
///
/// ## Edge cases
/// The slope is 0 at the jumps too.
public struct Floor: ElementwiseMap {
  /// `floor`.
  public static let name = "floor"
  /// `Floor`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Floor")
  /// Whole numbers stay whole and no larger.
  public static let isExactOnIntegers = true
  /// Values change in jumps.
  public static let isPiecewiseConstant = true

  /// The function; it has no attributes.
  public init() {}

  func apply(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
    xv_floor_forward(x, y, count)
  }

  func differentiate(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    xv_floor_backward(x, y, dy, dx, count)
  }
}

extension Floor: ElementwiseMoments {
  /// The function with its slope.
  var elementFunction: ElementFunction {
    ElementFunction("floor", kinks: (-32...32).map { Double($0) + 0 }) {
      $0.rounded(.down)
    } slope: { _ in
      0
    }
  }
}
