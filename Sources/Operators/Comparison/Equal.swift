/// Whether two numbers are equal, as 1 or 0.
///
/// ## Shapes
/// Inputs broadcast: aligned at the last axis, lengths are equal or one of them is 1.
///
/// ## Edge cases
/// -0 equals 0; what is no number equals nothing.
public struct Equal: Comparison {
  /// `equal`.
  public static let name = "equal"
  /// `Equal`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Equal", since: 7)

  /// The comparison; it has no attributes.
  public init() {}

  static func holds(_ a: Float, _ b: Float) -> Bool { a == b }
}

extension Equal: MomentOperator {
  /// Never, for numbers with densities.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    [call.equal()]
  }

  /// None.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    call.noGradients
  }
}
