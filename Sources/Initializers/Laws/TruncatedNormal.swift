import Streams
import Tensors

/// Weights drawn from a normal law that is cut at two of its standard deviations, rescaled to the
/// deviation asked for.
///
/// ## Law
///     W = s / 0.87962566103424 z,   z ~ N(0, 1) given |z| < 2,   hence Var[W] = s^2
/// where `s` is the standard deviation of the weights as drawn, and 0.87962566103424 that of `z`.
/// No weight exceeds 2.2737 s.
///
/// ## Edge cases
/// Keras and JAX rescale in their variance-scaling initializers and not in their plain truncated
/// ones; PyTorch's `trunc_normal_` takes absolute bounds and rescales nothing. Here the standard
/// deviation is always that of the draw.
///
/// - Reproducibility: exact on every machine; one word of stream 1 for each element. The bits may
///   still change until stream 1 is frozen.
public struct TruncatedNormal: ElementwiseLaw, Hashable {
  /// The standard deviation of the weights as drawn.
  public let standardDeviation: Double
  /// Where the law is cut.
  public let cut = TruncationCut.two

  /// The law with the given standard deviation.
  ///
  /// - Throws: ``InitializerError`` with code `.scale` when it is negative or not a finite Float32.
  public init(standardDeviation: Double) throws(InitializerError) {
    self.standardDeviation = try checkedScale(standardDeviation, "standard deviation")
  }

  /// The law with the given variance.
  ///
  /// - Throws: ``InitializerError`` with code `.scale` when the variance is negative or not finite.
  public init(variance: Double) throws(InitializerError) {
    standardDeviation = try checkedScale(variance, "variance").squareRoot()
  }

  /// The square of the standard deviation.
  public func variance(shape: Shape) -> Double { standardDeviation * standardDeviation }

  func fill(
    _ buffer: UnsafeMutableBufferPointer<Float>, from first: UInt64, stream: ParameterStream
  ) {
    stream.fillTruncatedNormal(
      buffer, from: first, parentDeviation: Float(standardDeviation / cut.deviation), cut: cut)
  }
}
