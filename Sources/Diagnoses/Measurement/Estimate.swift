/// A figure over draws of the weights and over inputs.
public struct Estimate: Sendable, Hashable {
  /// The median over the draws.
  public let value: Double
  /// Where the mean over draws and inputs lies with 95 % confidence.
  public let interval: ClosedRange<Double>

  /// A figure with what is known of its error.
  public init(value: Double, interval: ClosedRange<Double>) {
    self.value = value
    self.interval = interval
  }
}
