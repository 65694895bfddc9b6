import CKernels
import GaussianIntegrals

/// The smooth positive part: f(x) = log(1 + exp(x)).
///
/// ## Gradient
///     f'(x) = sigmoid(x)
///
/// - Source: C. Dugas, Y. Bengio, F. Bélisle, C. Nadeau, R. Garcia, NeurIPS 2000.
public struct Softplus: ElementwiseActivation {
  /// `softplus`.
  public static let name = "softplus"
  /// `Softplus`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Softplus")

  /// The function; it has no argument.
  public init(argument: Double = 0) {}

  func apply(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
    xv_softplus_forward(x, y, count)
  }

  func differentiate(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    xv_softplus_backward(x, y, dy, dx, count)
  }
}

extension Activation {
  /// ``Softplus``.
  public static let softplus = Activation(Softplus())
}

extension Softplus: ElementwiseMoments {
  /// The function with its slope.
  var elementFunction: ElementFunction {
    ElementFunction(.softplus)
  }
}
