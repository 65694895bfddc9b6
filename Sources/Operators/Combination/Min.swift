import CKernels

/// The smallest of several values, element by element.
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | x_1 ... x_n | any that fit each other | inputs, at least one, repeated as in `Add` |
/// | y | that of the longest on each axis | output |
///
/// ## Gradient
/// dy goes to the smallest of two, and half of it to either where they are equal; several are combined
/// from the first on, so that of three that are equal the last has a half. Where one of two is NaN
/// both have the whole. Along axes along which an input is repeated, its gradient is summed, in float64.
///
/// ## Edge cases
/// NaN where any of them is.
public struct Min: CombinationOperator {
  /// `min`.
  public static let name = "min"
  /// `Min`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Min")
  /// Each element is one of those given.
  public static let isExactOnIntegers = true
  static let function = XV_MINIMUM_OF_TWO
  static let gradientOfTwo: xv_local_function? = XV_LOCAL_SMALLER

  /// The operator; it has no attributes.
  public init() {}
}

extension Min: MomentOperator {
  /// (a + b - |a - b|) / 2 of one input after the other, exact for normal ones.
  package func moments(_ call: MomentCall) -> [SignalMoments] { [call.extreme(-1)] }

  /// The gradient where an input is the result.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    call.extremeGradients(-1)
  }
}
