import CKernels
import GaussianIntegrals

/// The logistic function: f(x) = 1 / (1 + exp(-x)).
///
/// ## Gradient
///     f'(x) = f(x) (1 - f(x))
public struct Sigmoid: ElementwiseActivation {
  /// `sigmoid`.
  public static let name = "sigmoid"
  /// `Sigmoid`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Sigmoid")

  /// The function; it has no argument.
  public init(argument: Double = 0) {}

  /// Bounded.
  public var range: ClosedRange<Float>? { 0...1 }

  func apply(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
    xv_sigmoid_forward(x, y, count)
  }

  func differentiate(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    xv_sigmoid_backward(x, y, dy, dx, count)
  }
}

extension Activation {
  /// ``Sigmoid``.
  public static let sigmoid = Activation(Sigmoid())
}

extension Sigmoid: ElementwiseMoments {
  /// The function with its slope.
  var elementFunction: ElementFunction {
    ElementFunction(.sigmoid)
  }
}
