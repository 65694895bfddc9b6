/// What a parameter is for; a recipe chooses by it.
public enum Role: String, Sendable, Hashable, CaseIterable {
  /// A matrix that multiplies a signal.
  case weight
  /// A vector that is added to a signal.
  case bias
}
