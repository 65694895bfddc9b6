import CKernels

/// Elements near 0 become 0.
///
///     f(x) = x + bias for x < -threshold, x - bias for x > threshold, else 0.
///
/// ## Gradient
///     f'(x) = 1 for |x| > threshold, else 0
///
/// ## Edge cases
/// With bias 0 it is called hard shrinkage, with bias = threshold soft shrinkage.
public struct Shrink: ElementwiseMap {
  /// `shrink`.
  public static let name = "shrink"
  /// `Shrink`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Shrink", since: 9)

  /// Elements up to this size become 0.
  public let threshold: Float
  /// How far the others move towards 0.
  public let bias: Float

  /// The function with ONNX's attributes: a threshold of 1/2, no bias.
  public init() { self.init(threshold: 0.5, bias: 0) }

  /// The function with the given attributes.
  public init(threshold: Float, bias: Float) {
    self.threshold = threshold
    self.bias = bias
  }

  /// The function with the node's attributes.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    let threshold = try node.float("lambd", default: 0.5)
    let bias = try node.float("bias", default: 0)
    return ImportedOperator(Self(threshold: threshold, bias: bias), inputs: [0])
  }

  func apply(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
    xv_shrink_forward(x, y, count, threshold, bias)
  }

  func differentiate(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    xv_shrink_backward(x, y, dy, dx, count, threshold, bias)
  }
}

extension Shrink: ElementwiseMoments {
  /// The function with its slope.
  var elementFunction: ElementFunction {
    let (bound, bias) = (Double(threshold), Double(bias))
    return ElementFunction("shrink:\(bound):\(bias)", kinks: [-bound, bound].sorted()) {
      $0 < -bound ? $0 + bias : $0 > bound ? $0 - bias : 0
    } slope: {
      abs($0) > bound ? 1 : 0
    }
  }
}
