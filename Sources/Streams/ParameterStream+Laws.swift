import CKernels
import Tensors

extension ParameterStream {
  /// Writes draws from the uniform law on the open interval (center - halfWidth, center +
  /// halfWidth).
  ///
  /// ## Law
  ///     k = 2 (word >> 8) + 1 - 2^24,   value = k (halfWidth 2^-24) + center
  /// with one rounding at the end; in Float64 k has 53 bits. About 0 it is symmetric, neither 0 nor
  /// a bound occurs, and the variance is halfWidth^2 / 3 (1 - 2^-48).
  ///
  /// ## Edge cases
  /// About another center a value may round to a bound. 16-bit and 8-bit elements are the Float32
  /// draw rounded to nearest even, so a bound may be met and 0 may occur.
  ///
  /// - Complexity: one word for each element, two in Float64.
  /// - Reproducibility: exact on every machine.
  public func fillUniform(
    _ buffer: ElementBuffer, from first: UInt64, center: Double = 0, halfWidth: Double
  ) {
    guard let start = buffer.start else { return }
    withStream(hasLowerHalves: buffer.type == .float64) {
      xv_fill_uniform($0, buffer.type.kernel, $1 &+ first, buffer.count, center, halfWidth, start)
    }
  }

  /// Writes draws from the normal law.
  ///
  /// ## Law
  /// Words w0, w1 of a block give its elements j = 0, 1, words w2, w3 its elements j = 2, 3:
  ///
  ///     u = Float((w0 >> 1) | 1) 2^-31,   r = sqrt(-2 log u),   theta = pi k 2^-24 with k from w1
  ///     values  (r cos theta) standardDeviation + mean,  (r sin theta) standardDeviation + mean
  /// It reaches 6.56 standard deviations, in Float64, where u has 63 bits, 9.34.
  ///
  /// - Complexity: one word for each element, two in Float64.
  /// - Reproducibility: exact on every machine.
  /// - Source: G. Box, M. Muller, Annals of Mathematical Statistics 29 (1958), 610-611.
  public func fillNormal(
    _ buffer: ElementBuffer, from first: UInt64, mean: Double = 0, standardDeviation: Double
  ) {
    guard let start = buffer.start else { return }
    withStream(hasLowerHalves: buffer.type == .float64) {
      xv_fill_normal(
        $0, buffer.type.kernel, $1 &+ first, buffer.count, mean, standardDeviation, start)
    }
  }

  /// Writes draws from a normal law that is cut at one or both ends.
  ///
  /// ## Law
  /// The inverse distribution function of the cut law, at the same numbers as the uniform law:
  ///
  ///     value = z parentDeviation + parentMean
  ///     P(N(0, 1) < z | lower < z < upper) = (k 2^-24 + 1) / 2
  /// where the parent's mean and deviation belong to the law before it was cut. Where the cut is
  /// symmetric and at most 3 it is computed in Float32, else in Float64 and rounded once.
  ///
  /// - Complexity: one word for each element, two in Float64 or where the cut is not symmetric or
  ///   beyond 3.
  /// - Reproducibility: exact on every machine.
  public func fillTruncatedNormal(
    _ buffer: ElementBuffer, from first: UInt64, truncation: Truncation, parentMean: Double = 0,
    parentDeviation: Double
  ) {
    guard let start = buffer.start else { return }
    var constants = truncation.constants
    withStream(hasLowerHalves: buffer.type == .float64 || !truncation.isDrawnInFloat32) {
      xv_fill_truncated_normal(
        $0, buffer.type.kernel, $1 &+ first, buffer.count, &constants, parentMean, parentDeviation,
        start)
    }
  }
}

extension ElementType {
  /// How the kernels call it.
  package var kernel: xv_element {
    switch self {
    case .float32: XV_FLOAT32
    case .float64: XV_FLOAT64
    case .float16: XV_FLOAT16
    case .bfloat16: XV_BFLOAT16
    case .float8E4M3: XV_FLOAT8_E4M3
    case .float8E5M2: XV_FLOAT8_E5M2
    }
  }
}
