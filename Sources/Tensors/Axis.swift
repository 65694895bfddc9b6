/// What an axis of a parameter is for.
public enum Axis: String, Sendable, Hashable, CaseIterable {
  /// Units that are summed over.
  case input
  /// Units that are produced.
  case output
  /// Positions of a convolution's window.
  case kernel
  /// Entries of which one is looked up: the vocabulary of an embedding.
  case lookup
  /// Independent maps of a grouped convolution.
  case group
  /// Independent maps of a recurrent layer's gates.
  case gate
  /// Independent maps of a mixture of experts, or of any batch of matrices.
  case expert

  /// Whether each index along the axis has a map of its own, so that it counts in no fan.
  public var countsMaps: Bool { self == .group || self == .gate || self == .expert }
}
