import Streams
import Tensors

/// Weights drawn evenly from an open interval.
///
/// ## Law
///     W ~ U(lower, upper),   Var[W] = (upper - lower)^2 / 12
/// The center and the half width are computed in Float64 and rounded once. About 0 neither 0 nor a
/// bound occurs; about another center a draw may round to a bound.
///
/// ## Edge cases
/// The defaults of frameworks differ: PyTorch's `uniform_` draws from [0, 1), Keras's
/// `RandomUniform` from (-0.05, 0.05), JAX's `uniform` from [0, 0.01). Here the interval is always
/// given.
///
/// - Reproducibility: exact on every machine; one word of stream 1 for each element, two in Float64.
public struct Uniform: ElementwiseLaw, Hashable {
  /// The lower end of the interval.
  public let lower: Double
  /// The upper end of the interval.
  public let upper: Double

  /// The law on (lower, upper).
  ///
  /// - Throws: ``InitializerError`` with code `.interval` when the lower end is not below the upper
  ///   one, `.number` when either is not a finite Float32.
  public init(lower: Double, upper: Double) throws(InitializerError) {
    self.lower = try Self.checkedNumber(lower, "uniform lower bound")
    self.upper = try Self.checkedNumber(upper, "uniform upper bound")
    guard lower < upper else { throw .interval("uniform", lower, upper) }
  }

  /// The law on (-bound, bound).
  ///
  /// - Throws: ``InitializerError`` with code `.scale` when the bound is negative or not a finite
  ///   Float32.
  public init(bound: Double) throws(InitializerError) {
    upper = try Self.checkedScale(bound, "uniform bound")
    lower = -bound
  }

  /// The law with mean 0 and the given variance: its bound is sqrt(3 variance).
  ///
  /// - Throws: ``InitializerError`` with code `.scale` when the variance is negative or not finite,
  ///   or its bound not a finite Float32.
  public init(variance: Double) throws(InitializerError) {
    _ = try Self.deviation(ofVariance: variance)
    try self.init(bound: (3 * variance).squareRoot())
  }

  /// The middle of the interval: the mean.
  public var center: Double { lower / 2 + upper / 2 }
  /// Half the interval's length.
  public var halfWidth: Double { upper / 2 - lower / 2 }

  /// `uniform`.
  public var name: String { "uniform" }

  /// The law in words, as ``Law/record`` has it.
  public var record: String { "\(name) \(lower) \(upper)" }

  /// (upper - lower)^2 / 12.
  public func variance(of spec: ParameterSpec) -> Double { halfWidth * halfWidth / 3 }

  var spread: Spread? {
    guard lower < upper else { return .value(lower) }
    return Spread(
      mean: center, standardDeviation: halfWidth / 3.0.squareRoot(), support: lower...upper
    ) { [lower, upper] in min(max(($0 - lower) / (upper - lower), 0), 1) }
  }

  func fill(_ buffer: ElementBuffer, from first: UInt64, stream: ParameterStream) {
    stream.fillUniform(buffer, from: first, center: center, halfWidth: halfWidth)
  }
}
