/// The order in which a framework stores the axes of weights.
public enum Layout: String, Sendable, Hashable, CaseIterable {
  /// (out, in, kernel...); a transposed convolution (in, out, kernel...).
  case pytorch
  /// (kernel..., in, out); a transposed convolution (kernel..., out, in), a depthwise one
  /// (kernel..., channels, multiplier).
  case keras
  /// (kernel..., in, out), a transposed convolution too.
  case jax
}
