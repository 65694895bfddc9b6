/// What one draw of the weights made of one value, over the examples.
public struct ValueReading: Sendable, Hashable, Codable {
  /// The mean of an element.
  public var mean = 0.0
  /// The mean square of an element, q.
  public var secondMoment = 0.0
  /// The mean cosine of different examples, uncentred, over all pairs.
  ///
  /// An example that is all zeros counts as equal to every other. `nil` for one example, or where a
  /// value has no axis of examples.
  public var correlation: Double?
  /// The share of channels that are zero on every example and at every position.
  public var deadFraction = 0.0
  /// The share of elements at which the activation's slope is under 5 % of its largest; `nil` where
  /// the value is not what a smooth bounded activation is applied to.
  public var saturatedFraction: Double?
  /// The share of the mean square that comes from the bias; `nil` where none is added.
  public var biasShare: Double?
  /// The mean square of an element of the gradient; `nil` where no gradient arrives.
  public var gradientSecondMoment: Double?
  /// The mean over examples of the summed squared gradient, G.
  public var gradientLength: Double?
  /// Whether all numbers of value and gradient are finite.
  public var isFinite = true
  /// Standard errors that come from the choice of the examples; `nil` for one example.
  public var inputErrors: InputErrors?

  /// How far figures would move with other examples under the same weights: standard errors, found
  /// from the differences between examples.
  public struct InputErrors: Sendable, Hashable, Codable {
    /// Of the mean.
    public var mean = 0.0
    /// Of the natural logarithm of the mean square.
    public var logSecondMoment = 0.0
    /// Of the correlation; `nil` where examples were not all run together.
    public var correlation: Double?
    /// Of the natural logarithm of the gradient's mean square.
    public var logGradient: Double?

    /// No error.
    public init() {}
  }

  /// Nothing measured yet.
  public init() {}
}
