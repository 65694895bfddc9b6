import CKernels
import GaussianIntegrals

/// The continuously differentiable exponential linear unit.
///
///     f(x) = x for x > 0, else alpha (exp(x / alpha) - 1)
///
/// ## Gradient
///     f'(x) = 1 for x > 0, else exp(x / alpha)
///
/// - Source: J. Barron, 2017, <https://arxiv.org/abs/1704.07483>.
public struct CELU: ElementwiseActivation {
  /// `celu`.
  public static let name = "celu"
  /// `Celu`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Celu", since: 12)
  /// The number after the colon.
  public static let argument: ActivationArgument? = ActivationArgument(
    meaning: "value that it falls to, negated", fallback: 1)

  /// The value that it falls to, negated; above 0.
  public let alpha: Float

  /// The function with the given alpha.
  public init(argument: Double = 1) { alpha = Float(argument) }

  /// The name, with the argument where it is not the usual one.
  public var spelled: String { alpha == 1 ? Self.name : "\(Self.name):\(alpha)" }

  /// The function with the node's alpha.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    let alpha = try node.float("alpha", default: 1)
    guard alpha > 0, alpha.isFinite else {
      throw .attribute(node, "alpha", alpha, expected: "a finite number above 0 was")
    }
    return ImportedOperator(Self(argument: Double(alpha)), inputs: [0])
  }

  func apply(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
    xv_celu_forward(x, y, count, alpha)
  }

  func differentiate(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    xv_celu_backward(x, y, dy, dx, count, alpha)
  }
}

extension Activation {
  /// ``CELU`` with its usual alpha, 1.
  public static let celu = Activation(CELU())

  /// ``CELU`` with the given alpha.
  public static func celu(alpha: Double) -> Activation {
    Activation(CELU(argument: alpha))
  }
}

extension CELU: ElementwiseMoments {
  /// The function with its slope.
  var elementFunction: ElementFunction {
    ElementFunction(.celu(alpha: Double(alpha)))
  }
}
