/// How many weights feed one unit, and how many leave one.
///
/// Always derived from declared axes, never from a bare shape.
public struct Fans: Sendable, Hashable {
  /// The number of products that are summed into one output unit; an average where units differ, as
  /// behind a transposed convolution whose stride does not divide its kernel.
  public let fanIn: Double
  /// The same for the transposed map: the number of weights that leave one input unit.
  public let fanOut: Double

  /// Fans with the given counts.
  public init(fanIn: Double, fanOut: Double) {
    self.fanIn = fanIn
    self.fanOut = fanOut
  }
}
