/// Whether just one of two truth values is true, as 1 or 0.
///
/// ## Shapes
/// Inputs broadcast: aligned at the last axis, lengths are equal or one of them is 1.
///
/// ## Edge cases
/// Any number but 0 is true.
public struct Xor: Comparison {
  /// `xor`.
  public static let name = "xor"
  /// `Xor`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Xor", since: 7)

  /// The comparison; it has no attributes.
  public init() {}

  static func holds(_ a: Float, _ b: Float) -> Bool { (a != 0) != (b != 0) }
}

extension Xor: MomentOperator {
  /// The sum less twice the product.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    [call.either(2)]
  }

  /// None.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    call.noGradients
  }
}
