import CKernels

/// The input, with a slope below 0: f(x) = x for x > 0, else slope x.
///
/// ## Gradient
///     f'(x) = 1 for x > 0, else slope, also at 0
///
/// - Source: A. Maas, A. Hannun, A. Ng, ICML workshop 2013.
public struct LeakyReLU: ElementwiseActivation {
  /// `leakyReLU`.
  public static let name = "leakyReLU"
  /// `LeakyRelu`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("LeakyRelu")
  /// The number after the colon.
  public static let argument: ActivationArgument? = ActivationArgument(
    meaning: "slope below 0", fallback: 0.01)

  /// The slope below 0.
  public let slope: Float

  /// The function with the given slope.
  public init(argument: Double = 0.01) { slope = Float(argument) }

  /// The name, with the argument where it is not the usual one.
  public var spelled: String { slope == 0.01 ? Self.name : "\(Self.name):\(slope)" }

  /// The function with the node's alpha.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    ImportedOperator(
      Self(argument: Double(try node.float("alpha", default: 0.01))), inputs: [0])
  }

  func apply(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
    xv_leaky_relu_forward(x, y, count, slope)
  }

  func differentiate(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    xv_leaky_relu_backward(x, y, dy, dx, count, slope)
  }
}

extension Activation {
  /// ``LeakyReLU`` with its usual slope, 0.01.
  public static let leakyReLU = Activation(LeakyReLU())

  /// ``LeakyReLU`` with the given slope.
  public static func leakyReLU(slope: Double) -> Activation {
    Activation(LeakyReLU(argument: slope))
  }
}

extension LeakyReLU: ElementwiseMoments {
  /// The function with its slope.
  var elementFunction: ElementFunction {
    .bend(Double(slope))
  }
}
