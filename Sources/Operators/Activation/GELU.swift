import CKernels
import GaussianIntegrals

/// The Gaussian error linear unit: f(x) = x Phi(x), Phi the normal distribution function.
///
/// ## Gradient
///     f'(x) = Phi(x) + x phi(x)
///
/// - Source: D. Hendrycks, K. Gimpel, 2016, section 2, <https://arxiv.org/abs/1606.08415>.
public struct GELU: ElementwiseActivation {
  /// `gelu`.
  public static let name = "gelu"
  /// `Gelu`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Gelu", since: 20)

  /// The function; it has no argument.
  public init(argument: Double = 0) {}

  /// The function, or where the node says so its approximation, ``GELUTanh``.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    switch try node.text("approximate") ?? "none" {
    case "none": ImportedOperator(GELU(), inputs: [0])
    case "tanh": ImportedOperator(GELUTanh(), inputs: [0])
    case let other:
      throw .attribute(node, "approximate", other, expected: "none or tanh was")
    }
  }

  func apply(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
    xv_gelu_forward(x, y, count)
  }

  func differentiate(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    xv_gelu_backward(x, y, dy, dx, count)
  }
}

extension Activation {
  /// ``GELU``.
  public static let gelu = Activation(GELU())
}

extension GELU: ElementwiseMoments {
  /// The function with its slope.
  var elementFunction: ElementFunction {
    ElementFunction(.gelu)
  }
}
