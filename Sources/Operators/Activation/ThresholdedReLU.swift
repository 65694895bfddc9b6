import CKernels

/// The input above a threshold: f(x) = x for x > threshold, else 0.
///
/// ## Gradient
///     f'(x) = 1 for x > threshold, else 0, also at the threshold
///
/// - Source: K. Konda, R. Memisevic, D. Krueger, ICLR 2015, <https://arxiv.org/abs/1402.3337>.
public struct ThresholdedReLU: ElementwiseActivation {
  /// `thresholdedReLU`.
  public static let name = "thresholdedReLU"
  /// `ThresholdedRelu`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("ThresholdedRelu", since: 10)
  /// The number after the colon.
  public static let argument: ActivationArgument? = ActivationArgument(
    meaning: "threshold", fallback: 1)

  /// Inputs up to it give 0.
  public let threshold: Float

  /// The function with the given threshold.
  public init(argument: Double = 1) { threshold = Float(argument) }

  /// The name, with the argument where it is not the usual one.
  public var spelled: String { threshold == 1 ? Self.name : "\(Self.name):\(threshold)" }

  /// The function with the node's threshold.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    ImportedOperator(Self(argument: Double(try node.float("alpha", default: 1))), inputs: [0])
  }

  func apply(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
    xv_thresholded_relu_forward(x, y, count, threshold)
  }

  func differentiate(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    xv_thresholded_relu_backward(x, y, dy, dx, count, threshold)
  }
}

extension Activation {
  /// ``ThresholdedReLU`` with its usual threshold, 1.
  public static let thresholdedReLU = Activation(ThresholdedReLU())

  /// ``ThresholdedReLU`` with the given threshold.
  public static func thresholdedReLU(threshold: Double) -> Activation {
    Activation(ThresholdedReLU(argument: threshold))
  }
}

extension ThresholdedReLU: ElementwiseMoments {
  /// The function with its slope.
  var elementFunction: ElementFunction {
    let bound = Double(threshold)
    return ElementFunction("thresholdedReLU:\(bound)", kinks: [bound]) {
      $0 > bound ? $0 : 0
    } slope: {
      $0 > bound ? 1 : 0
    }
  }
}
