/// How many weights feed one unit, and how many leave one.
///
/// Always derived from declared axes, never from a bare shape.
public struct Fans: Sendable, Hashable {
  /// The number of products that are summed into one output unit.
  public let fanIn: Int
  /// The same for the transposed map: the number of weights that leave one input unit.
  public let fanOut: Int

  /// Fans with the given counts.
  public init(fanIn: Int, fanOut: Int) {
    self.fanIn = fanIn
    self.fanOut = fanOut
  }
}
