import Networks

/// What was measured of a network: every value and the gradient of every parameter, draw by draw.
public struct Measurement: Sendable {
  /// Readings of each draw, by the numbers of values; `nil` for parameters, constants, whole
  /// numbers, and values that do not depend on the inputs.
  public let draws: [[ValueReading?]]
  /// The mean square of an element of each parameter's gradient, draw by draw, for the gradient of
  /// one example: summed over the batch, over the number of examples.
  public let parameterGradients: [[Double?]]
  /// The number of examples.
  public let examples: Int

  /// A measurement.
  public init(
    draws: [[ValueReading?]], parameterGradients: [[Double?]], examples: Int
  ) {
    self.draws = draws
    self.parameterGradients = parameterGradients
    self.examples = examples
  }
}
