import CKernels
import GaussianIntegrals

/// A piecewise stand-in for the sigmoid linear unit: f(x) = x min(max(x / 6 + 1/2, 0), 1).
///
/// ## Gradient
///     f'(x) = 0 for x <= -3, 1 for x > 3, else x / 3 + 1/2
///
/// ## Edge cases
/// Minus infinity gives 0.
///
/// - Source: A. Howard et al., ICCV 2019, <https://arxiv.org/abs/1905.02244>.
public struct HardSwish: ElementwiseActivation {
  /// `hardSwish`.
  public static let name = "hardSwish"
  /// `HardSwish`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("HardSwish", since: 14)

  /// The function; it has no argument.
  public init(argument: Double = 0) {}

  func apply(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
    xv_hard_swish_forward(x, y, count)
  }

  func differentiate(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    xv_hard_swish_backward(x, y, dy, dx, count)
  }
}

extension Activation {
  /// ``HardSwish``.
  public static let hardSwish = Activation(HardSwish())
}

extension HardSwish: ElementwiseMoments {
  /// The function with its slope.
  var elementFunction: ElementFunction {
    ElementFunction(.hardSwish)
  }
}
