/// Whether the first number is greater than the second, as 1 or 0.
///
/// ## Shapes
/// Inputs broadcast: aligned at the last axis, lengths are equal or one of them is 1.
///
/// ## Edge cases
/// Nothing holds of what is no number.
public struct Greater: Comparison {
  /// `greater`.
  public static let name = "greater"
  /// `Greater`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Greater", since: 7)

  /// The comparison; it has no attributes.
  public init() {}

  static func holds(_ a: Float, _ b: Float) -> Bool { a > b }
}

extension Greater: MomentOperator {
  /// A step of the difference.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    [call.above(0, 1)]
  }

  /// None.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    call.noGradients
  }
}
