import CKernels

/// A straight line cut at 0 and 1: f(x) = min(max(slope x + offset, 0), 1).
///
/// ## Gradient
///     f'(x) = slope where 0 < slope x + offset <= 1, else 0
///
/// ## Edge cases
/// The line is that of PyTorch, x / 6 + 1/2. That of ONNX is x / 5 + 1/2 where a node says nothing.
///
/// - Source: M. Courbariaux, Y. Bengio, J. David, NeurIPS 2015,
///   <https://arxiv.org/abs/1511.00363>.
public struct HardSigmoid: ElementwiseActivation {
  /// `hardSigmoid`.
  public static let name = "hardSigmoid"
  /// `HardSigmoid`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("HardSigmoid")

  /// The slope of the line.
  public let slope: Float
  /// Its value at 0.
  public let offset: Float

  /// The function with the usual line; it has no argument.
  public init(argument: Double = 0) { self.init(slope: 1 / 6, offset: 0.5) }

  /// The function with the given line.
  public init(slope: Float, offset: Float) {
    self.slope = slope
    self.offset = offset
  }

  /// Bounded.
  public var range: ClosedRange<Float>? { 0...1 }

  /// The function with the node's line.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    let slope = try node.float("alpha", default: 0.2)
    let offset = try node.float("beta", default: 0.5)
    return ImportedOperator(Self(slope: slope, offset: offset), inputs: [0])
  }

  func apply(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
    xv_hard_sigmoid_forward(x, y, count, slope, offset)
  }

  func differentiate(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    xv_hard_sigmoid_backward(x, y, dy, dx, count, slope, offset)
  }
}

extension Activation {
  /// ``HardSigmoid`` with its usual line, x / 6 + 1/2.
  public static let hardSigmoid = Activation(HardSigmoid())
}

extension HardSigmoid: ElementwiseMoments {
  /// The function with its slope.
  var elementFunction: ElementFunction {
    let (a, b) = (Double(slope), Double(offset))
    return ElementFunction(
      "hardSigmoid:\(a):\(b)", kinks: a == 0 ? [] : [-b / a, (1 - b) / a].sorted()
    ) {
      min(max(a * $0 + b, 0), 1)
    } slope: {
      a * $0 + b > 0 && a * $0 + b < 1 ? a : 0
    }
  }
}
