import CKernels

/// The nearest integer to each element, of two the even one.
///
/// ## Gradient
///     f'(x) = 0
///
/// ## Edge cases
/// The slope is 0 at the jumps too.
public struct Round: ElementwiseMap {
  /// `round`.
  public static let name = "round"
  /// `Round`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Round", since: 11)
  /// Whole numbers stay whole and no larger.
  public static let isExactOnIntegers = true
  /// Values change in jumps.
  public static let isPiecewiseConstant = true

  /// The function; it has no attributes.
  public init() {}

  func apply(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
    xv_round_forward(x, y, count)
  }

  func differentiate(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    xv_round_backward(x, y, dy, dx, count)
  }
}

extension Round: ElementwiseMoments {
  /// The function with its slope.
  var elementFunction: ElementFunction {
    ElementFunction("round", kinks: (-32...32).map { Double($0) + 0.5 }) {
      $0.rounded(.toNearestOrEven)
    } slope: { _ in
      0
    }
  }
}
