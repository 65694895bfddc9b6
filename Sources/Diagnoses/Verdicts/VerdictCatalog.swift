/// What verdicts and the quantities behind them mean, for `xavier explain collapsed` and the like.
public enum VerdictCatalog {
  /// One verdict or quantity, told.
  public struct Entry: Sendable, Hashable {
    /// How a user spells it: `collapsed`, `correlation`.
    public let name: String
    /// What it is: one sentence.
    public let summary: String
    /// What it means for learning: a paragraph.
    public let meaning: String
    /// How it is computed.
    public let formula: String
    /// The limit, and why it is there; empty for quantities.
    public let threshold: String
    /// What usually causes it, the likeliest first; sentences.
    public let causes: [String]
    /// What to do, in the same order; sentences.
    public let remedies: [String]
    /// Where it comes from.
    public let sources: [String]
  }

  /// The entry of a name; `nil` where there is none.
  public static func entry(spelled name: String) -> Entry? {
    entries.first { $0.name == name }
  }

  /// The entry of a verdict.
  public static func entry(of verdict: Verdict) -> Entry? { entry(spelled: verdict.rawValue) }

  /// All entries: verdicts, the most severe first, then quantities.
  public static let entries: [Entry] = verdicts + quantities
}
