/// What is wrong with a network, or nothing.
public enum Verdict: String, Sendable, Hashable, CaseIterable {
  /// A value or a gradient is not a number.
  case nonfinite
  /// Units of a layer are copies of each other.
  case symmetric
  /// Channels of a layer are zero on every input.
  case dead
  /// Units sit where their activation has no slope.
  case saturated
  /// The signal or the gradient grows beyond bounds.
  case exploding
  /// The signal or the gradient falls to nothing.
  case vanishing
  /// The gradient explodes while the signal does not: close inputs move apart.
  case chaotic
  /// All inputs come out alike.
  case collapsed
  /// Most of what layers give comes from biases, not from the input.
  case biasDominated = "bias-dominated"
  /// An error in the length of the signal grows from layer to layer.
  case unstable
  /// Draws differ so much from one another that the mean says little.
  case tooDeepForItsWidth = "too-deep-for-width"
  /// None of these.
  case healthy
}
