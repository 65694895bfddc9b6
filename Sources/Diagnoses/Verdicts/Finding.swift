import Networks

/// One thing that is wrong with a network, where, why, and what to do.
public struct Finding: Sendable, Hashable {
  /// How much it counts.
  public enum Weight: String, Sendable, Hashable {
    /// It decides the verdict.
    case verdict
    /// It is worth knowing: near a threshold, or inside a branch.
    case note
  }

  /// The rule that it broke.
  public let code: Verdict
  /// Whether it decides.
  public let weight: Weight
  /// The layer where it begins: the name of a node, or the path of a parameter; `nil` for the
  /// network as a whole.
  public let layer: String?
  /// What is wrong, with its figures: one sentence.
  public let message: String
  /// Why: one sentence; empty where nothing is known.
  public let cause: String
  /// What to do: one sentence.
  public let remedy: String

  /// A finding.
  public init(
    code: Verdict, weight: Weight, layer: String?, message: String, cause: String, remedy: String
  ) {
    self.code = code
    self.weight = weight
    self.layer = layer
    self.message = message
    self.cause = cause
    self.remedy = remedy
  }
}
