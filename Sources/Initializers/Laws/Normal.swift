import Streams
import Tensors

/// Weights drawn from a normal law with mean 0.
///
/// ## Law
///     W ~ N(0, s^2),   Var[W] = s^2
/// where `s` is the standard deviation, rounded once from Float64 to Float32. No draw lies beyond
/// 6.56 s.
///
/// - Reproducibility: exact on every machine; one word of stream 1 for each element. The bits may
///   still change until stream 1 is frozen.
public struct Normal: ElementwiseLaw, Hashable {
  /// The standard deviation.
  public let standardDeviation: Double

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
    stream.fillNormal(buffer, from: first, standardDeviation: Float(standardDeviation))
  }
}
