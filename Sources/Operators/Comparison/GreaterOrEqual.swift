/// Whether the first number is greater than the second or equal to it, as 1 or 0.
///
/// ## Shapes
/// Inputs broadcast: aligned at the last axis, lengths are equal or one of them is 1.
///
/// ## Edge cases
/// Nothing holds of what is no number.
public struct GreaterOrEqual: Comparison {
  /// `greaterOrEqual`.
  public static let name = "greaterOrEqual"
  /// `GreaterOrEqual`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("GreaterOrEqual", since: 12)

  /// The comparison; it has no attributes.
  public init() {}

  static func holds(_ a: Float, _ b: Float) -> Bool { a >= b }
}

extension GreaterOrEqual: MomentOperator {
  /// A step of the difference.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    [call.above(0, 1)]
  }

  /// None.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    call.noGradients
  }
}
