/// What an axis of a parameter is for.
public enum Axis: String, Sendable, Hashable, CaseIterable {
  /// Units that are summed over.
  case input
  /// Units that are produced.
  case output
}
