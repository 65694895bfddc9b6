import CKernels
import GaussianIntegrals

/// The hyperbolic tangent: f(x) = tanh(x).
///
/// ## Gradient
///     f'(x) = 1 - tanh(x)^2
public struct Tanh: ElementwiseActivation {
  /// `tanh`.
  public static let name = "tanh"
  /// `Tanh`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Tanh")

  /// The function; it has no argument.
  public init(argument: Double = 0) {}

  /// Bounded.
  public var range: ClosedRange<Float>? { -1...1 }

  func apply(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
    xv_tanh_forward(x, y, count)
  }

  func differentiate(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    xv_tanh_backward(x, y, dy, dx, count)
  }
}

extension Activation {
  /// ``Tanh``.
  public static let tanh = Activation(Tanh())
}

extension Tanh: ElementwiseMoments {
  /// The function with its slope.
  var elementFunction: ElementFunction {
    ElementFunction(.tanh)
  }
}
