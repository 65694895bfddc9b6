/// What a parameter is for; a recipe chooses by it.
public enum Role: String, Sendable, Hashable, CaseIterable {
  /// A matrix or kernel that multiplies a signal.
  case weight
  /// A vector that is added to a signal.
  case bias
  /// A vector that multiplies a normalized signal.
  case normalizationScale
  /// A vector that is added to a normalized signal.
  case normalizationShift
  /// A table of vectors that are looked up.
  case embedding
  /// A matrix that multiplies the previous state.
  case recurrentWeight
}
