import Initializers
import Networks

/// What a recipe gives each parameter of a network.
public struct RecipePlan: Sendable {
  /// What one parameter gets.
  public struct Entry: Sendable {
    /// What draws it; `nil` where its numbers stay as they are.
    public let law: (any Law)?
    /// The law as the command line spells an initializer, or in words: `heNormal`, `as it is`.
    public let spelling: String
    /// Why, in a few words: `gain of relu 1.4142, fan in 512`.
    public let reason: String

    /// What a parameter gets.
    public init(law: (any Law)?, spelling: String, reason: String) {
      self.law = law
      self.spelling = spelling
      self.reason = reason
    }
  }

  /// The recipe's name.
  public let recipe: String
  /// What each parameter gets, in the order of the network's parameters.
  public let entries: [Entry]
  /// What no weights can mend, and what change of the network would; sentences.
  public let limits: [String]

  /// A plan.
  public init(recipe: String, entries: [Entry], limits: [String] = []) {
    self.recipe = recipe
    self.entries = entries
    self.limits = limits
  }

  /// The plan with more reasons, one for each entry.
  public func adding(_ reasons: [String]) -> RecipePlan {
    let more = zip(entries, reasons).map { entry, reason in
      Entry(law: entry.law, spelling: entry.spelling, reason: "\(entry.reason); \(reason)")
    }
    return RecipePlan(recipe: recipe, entries: more, limits: limits)
  }
}

extension Network {
  /// The same network with its parameters drawn as a plan says.
  ///
  /// - Precondition: the plan has one entry for each parameter.
  public func drawn(by plan: RecipePlan) -> Network {
    withLaws(plan.entries.map(\.law))
  }
}
