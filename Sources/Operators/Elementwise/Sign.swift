import CKernels

/// The sign of each element: -1, 0 or 1.
///
/// ## Gradient
///     f'(x) = 0
///
/// ## Edge cases
/// The slope is 0 at the jump too.
public struct Sign: ElementwiseMap {
  /// `sign`.
  public static let name = "sign"
  /// `Sign`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Sign", since: 9)
  /// Whole numbers stay whole and no larger.
  public static let isExactOnIntegers = true
  /// Values change in jumps.
  public static let isPiecewiseConstant = true

  /// The function; it has no attributes.
  public init() {}

  func apply(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
    xv_sign_forward(x, y, count)
  }

  func differentiate(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    xv_sign_backward(x, y, dy, dx, count)
  }
}

extension Sign: ElementwiseMoments {
  /// The function with its slope.
  var elementFunction: ElementFunction {
    ElementFunction("sign", shape: .step(0, 1), kinks: [0]) {
      $0 > 0 ? 1 : $0 < 0 ? -1 : 0
    } slope: { _ in
      0
    }
  }
}
