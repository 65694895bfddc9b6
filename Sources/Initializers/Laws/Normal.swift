import Streams
import Tensors

/// Weights drawn from a normal law.
///
/// ## Law
///     W ~ N(m, s^2),   Var[W] = s^2
/// where `m` is the mean and `s` the standard deviation, each rounded once from Float64 to Float32.
/// No draw lies beyond 6.56 s, in Float64 beyond 9.35 s.
///
/// - Reproducibility: exact on every machine; one word of stream 1 for each element, two in Float64.
public struct Normal: ElementwiseLaw, Hashable {
  /// The mean.
  public let mean: Double
  /// The standard deviation.
  public let standardDeviation: Double

  /// The law with the given mean and standard deviation.
  ///
  /// - Throws: ``InitializerError`` with code `.scale` when the deviation is negative or not a
  ///   finite Float32, `.number` when the mean is not one.
  public init(mean: Double = 0, standardDeviation: Double) throws(InitializerError) {
    self.mean = try Self.checkedNumber(mean, "mean")
    self.standardDeviation = try Self.checkedScale(standardDeviation, "standard deviation")
  }

  /// The law with mean 0 and the given variance.
  ///
  /// - Throws: ``InitializerError`` with code `.scale` when the variance is negative or not finite,
  ///   or its deviation not a finite Float32.
  public init(variance: Double) throws(InitializerError) {
    mean = 0
    standardDeviation = try Self.deviation(ofVariance: variance)
  }

  /// `normal`.
  public var name: String { "normal" }

  /// The law in words, as ``Law/record`` has it.
  public var record: String { "\(name) \(mean) \(standardDeviation)" }

  /// The square of the standard deviation.
  public func variance(of spec: ParameterSpec) -> Double { standardDeviation * standardDeviation }

  var spread: Spread? {
    guard standardDeviation > 0 else { return .value(mean) }
    return .normal(mean: mean, standardDeviation: standardDeviation)
  }

  func fill(_ buffer: ElementBuffer, from first: UInt64, stream: ParameterStream) {
    stream.fillNormal(buffer, from: first, mean: mean, standardDeviation: standardDeviation)
  }
}
