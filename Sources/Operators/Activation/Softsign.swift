import CKernels
import GaussianIntegrals

/// A sigmoid with quadratic tails: f(x) = x / (1 + |x|).
///
/// ## Gradient
///     f'(x) = 1 / (1 + |x|)^2
///
/// - Source: X. Glorot, Y. Bengio, AISTATS 2010, section 3.
public struct Softsign: ElementwiseActivation {
  /// `softsign`.
  public static let name = "softsign"
  /// `Softsign`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Softsign")

  /// The function; it has no argument.
  public init(argument: Double = 0) {}

  /// Bounded.
  public var range: ClosedRange<Float>? { -1...1 }

  func apply(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
    xv_softsign_forward(x, y, count)
  }

  func differentiate(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    xv_softsign_backward(x, y, dy, dx, count)
  }
}

extension Activation {
  /// ``Softsign``.
  public static let softsign = Activation(Softsign())
}

extension Softsign: ElementwiseMoments {
  /// The function with its slope.
  var elementFunction: ElementFunction {
    ElementFunction(.softsign)
  }
}
