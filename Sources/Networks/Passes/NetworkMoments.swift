/// What theory predicts of every value of a network and of every gradient, over draws of its weights
/// and of the data.
///
/// Moments are averages over the elements of a value. *Exact* means exact in the limit of width: the
/// mean squares of a chain of linear maps and ReLU are so at any width, others to about one over the
/// number of units.
public struct NetworkMoments: Sendable {
  /// The prediction for one value.
  public struct Value: Sendable, Hashable {
    /// The mean of an element.
    public let mean: Double
    /// The mean square of an element.
    public let secondMoment: Double
    /// The mean product with the same element for another input of the data, over the mean square:
    /// 1 where a network tells nothing apart; 1 for zeros.
    public let correlation: Double
    /// The mean of log(s / E s), s the mean square over the elements under one draw: a network of
    /// finite width typically has less signal than the mean says.
    public let logLengthMean: Double
    /// The variance of log s.
    public let logLengthVariance: Double
    /// Whether the moments are exact in the limit of width.
    public let isExact: Bool
    /// Whether mean and variance of the log-length are exact at this width.
    public let isLogLengthExact: Bool
  }

  /// The prediction for the gradient of sum(output * cotangent), cotangents independent with mean 0
  /// and variance 1.
  public struct Gradient: Sendable, Hashable {
    /// The mean square of an element.
    public let secondMoment: Double
    /// Whether it is exact in the limit of width.
    public let isExact: Bool
  }

  /// The values by their numbers in ``Network/sources``; of parameters and constants too.
  public let values: [Value]
  /// The gradients of the values by their numbers; `nil` where no output depends on the value or it
  /// cannot have one.
  public let gradients: [Gradient?]

  /// The prediction for a value.
  public subscript(value: Network.Value) -> Value { values[value.index] }

  /// The prediction for a value's gradient.
  public func gradient(_ value: Network.Value) -> Gradient? { gradients[value.index] }
}
