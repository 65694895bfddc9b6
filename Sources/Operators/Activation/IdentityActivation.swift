import CKernels
import Initializers
import Tensors

/// The input itself: f(x) = x.
///
/// ## Gradient
///     f'(x) = 1
public struct IdentityActivation: ElementwiseActivation, AxisMovingOperator {
  /// `identity`.
  public static let name = "identity"
  /// `Identity`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Identity")
  /// Elements stay what they are.
  public static let isExactOnIntegers = true
  /// The output is the input.
  public let keepsElements = true

  /// The function; it has no argument.
  public init(argument: Double = 0) {}

  /// What the output is for.
  public func parameter(
    at input: Int, _ shapes: [Shape], output: ParameterSpec
  ) -> ParameterSpec? { output }

  func apply(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
    xv_identity_forward(x, y, count)
  }

  func differentiate(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    xv_identity_backward(x, y, dy, dx, count)
  }
}

extension Activation {
  /// ``IdentityActivation``.
  public static let identity = Activation(IdentityActivation())
}

extension IdentityActivation: ElementwiseMoments {
  /// The function with its slope.
  var elementFunction: ElementFunction {
    .line(1, 0)
  }
}
