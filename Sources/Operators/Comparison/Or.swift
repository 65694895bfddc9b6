/// Whether one of two truth values is true, or both, as 1 or 0.
///
/// ## Shapes
/// Inputs broadcast: aligned at the last axis, lengths are equal or one of them is 1.
///
/// ## Edge cases
/// Any number but 0 is true.
public struct Or: Comparison {
  /// `or`.
  public static let name = "or"
  /// `Or`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Or", since: 7)

  /// The comparison; it has no attributes.
  public init() {}

  static func holds(_ a: Float, _ b: Float) -> Bool { a != 0 || b != 0 }
}

extension Or: MomentOperator {
  /// The sum less the product.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    [call.either(1)]
  }

  /// None.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    call.noGradients
  }
}
