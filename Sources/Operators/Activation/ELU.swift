import CKernels
import GaussianIntegrals

/// The exponential linear unit: f(x) = x for x > 0, else alpha (exp(x) - 1).
///
/// ## Gradient
///     f'(x) = 1 for x > 0, else alpha exp(x)
///
/// - Source: D. Clevert, T. Unterthiner, S. Hochreiter, ICLR 2016, equation 15,
///   <https://arxiv.org/abs/1511.07289>.
public struct ELU: ElementwiseActivation {
  /// `elu`.
  public static let name = "elu"
  /// `Elu`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Elu")
  /// The number after the colon.
  public static let argument: ActivationArgument? = ActivationArgument(
    meaning: "value that it falls to, negated", fallback: 1)

  /// The value that it falls to, negated.
  public let alpha: Float

  /// The function with the given alpha.
  public init(argument: Double = 1) { alpha = Float(argument) }

  /// The name, with the argument where it is not the usual one.
  public var spelled: String { alpha == 1 ? Self.name : "\(Self.name):\(alpha)" }

  /// The function with the node's alpha.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    ImportedOperator(
      Self(argument: Double(try node.float("alpha", default: 1))), inputs: [0])
  }

  func apply(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
    xv_elu_forward(x, y, count, alpha)
  }

  func differentiate(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    xv_elu_backward(x, y, dy, dx, count, alpha)
  }
}

extension Activation {
  /// ``ELU`` with its usual alpha, 1.
  public static let elu = Activation(ELU())

  /// ``ELU`` with the given alpha.
  public static func elu(alpha: Double) -> Activation {
    Activation(ELU(argument: alpha))
  }
}

extension ELU: ElementwiseMoments {
  /// The function with its slope.
  var elementFunction: ElementFunction {
    ElementFunction(.elu(alpha: Double(alpha)))
  }
}
