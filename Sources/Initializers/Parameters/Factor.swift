import Tensors

/// A stored axis, or a part of one: `length` indices that are for one thing.
///
/// An axis that holds several things, such as the output channels of all groups of a convolution,
/// is a row of factors, the slowest first.
public struct Factor: Sendable, Hashable {
  /// What the indices are for.
  public let axis: Axis
  /// How many there are.
  public let length: Int

  /// A factor with the given purpose and length.
  public init(_ axis: Axis, _ length: Int) {
    self.axis = axis
    self.length = length
  }
}
