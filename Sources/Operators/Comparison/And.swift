/// Whether both truth values are true, as 1 or 0.
///
/// ## Shapes
/// Inputs broadcast: aligned at the last axis, lengths are equal or one of them is 1.
///
/// ## Edge cases
/// Any number but 0 is true.
public struct And: Comparison {
  /// `and`.
  public static let name = "and"
  /// `And`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("And", since: 7)

  /// The comparison; it has no attributes.
  public init() {}

  static func holds(_ a: Float, _ b: Float) -> Bool { a != 0 && b != 0 }
}

extension And: MomentOperator {
  /// The product.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    [call.product()]
  }

  /// None.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    call.noGradients
  }
}
