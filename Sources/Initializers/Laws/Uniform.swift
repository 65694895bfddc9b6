import Streams
import Tensors

/// Weights drawn evenly from the open interval (-bound, bound).
///
/// ## Law
///     W ~ U(-a, a),   Var[W] = a^2 / 3
/// where `a` is the bound, rounded once from Float64 to Float32. Neither 0 nor a bound occurs.
///
/// - Reproducibility: exact; one word of stream 1 for each element.
public struct Uniform: ElementwiseLaw, Hashable {
  /// The end of the interval.
  public let bound: Double

  /// The law on (-bound, bound).
  ///
  /// - Throws: ``InitializerError`` with code `.scale` when the bound is negative or not a finite
  ///   Float32.
  public init(bound: Double) throws(InitializerError) {
    self.bound = try checkedScale(bound, "uniform bound")
  }

  /// The law with the given variance: its bound is sqrt(3 variance).
  ///
  /// - Throws: ``InitializerError`` with code `.scale` when the variance is negative or not finite.
  public init(variance: Double) throws(InitializerError) {
    bound = try checkedScale((3 * checkedScale(variance, "variance")).squareRoot(), "uniform bound")
  }

  /// bound^2 / 3.
  public func variance(shape: Shape) -> Double { bound * bound / 3 }

  func fill(
    _ buffer: UnsafeMutableBufferPointer<Float>, from first: UInt64, stream: ParameterStream
  ) {
    stream.fillUniform(buffer, from: first, bound: Float(bound))
  }
}

/// `value` where it is a scale: at least 0 and finite as a Float32.
func checkedScale(_ value: Double, _ what: String) throws(InitializerError) -> Double {
  guard value >= 0, Float(value).isFinite else { throw .scale(what, value) }
  return value
}
