/// Whether the first number is less than the second or equal to it, as 1 or 0.
///
/// ## Shapes
/// Inputs broadcast: aligned at the last axis, lengths are equal or one of them is 1.
///
/// ## Edge cases
/// Nothing holds of what is no number.
public struct LessOrEqual: Comparison {
  /// `lessOrEqual`.
  public static let name = "lessOrEqual"
  /// `LessOrEqual`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("LessOrEqual", since: 12)

  /// The comparison; it has no attributes.
  public init() {}

  static func holds(_ a: Float, _ b: Float) -> Bool { a <= b }
}

extension LessOrEqual: MomentOperator {
  /// A step of the difference.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    [call.above(1, 0)]
  }

  /// None.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    call.noGradients
  }
}
