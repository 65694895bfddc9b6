import CKernels

/// The positive part: f(x) = max(x, 0).
///
/// ## Gradient
///     f'(x) = 1 for x > 0, else 0, also at 0
///
/// - Source: V. Nair, G. Hinton, ICML 2010.
public struct ReLU: ElementwiseActivation {
  /// `relu`.
  public static let name = "relu"
  /// `Relu`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Relu")

  /// The function; it has no argument.
  public init(argument: Double = 0) {}

  func apply(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
    xv_relu_forward(x, y, count)
  }

  func differentiate(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    // y is above 0 where x is.
    xv_relu_backward(y, y, dy, dx, count)
  }

  /// None.
  public func readsInBackward(input: Int) -> Bool { false }

  /// Yes.
  public var readsOutputsInBackward: Bool { true }
}

extension Activation {
  /// ``ReLU``.
  public static let relu = Activation(ReLU())
}

extension ReLU: ElementwiseMoments {
  /// The function with its slope.
  var elementFunction: ElementFunction {
    .bend(0)
  }
}
