import Spellings

/// The optimizers that a user can name, one line each.
public enum OptimizerCatalog {
  /// One optimizer: its type, and how it is made with a learning rate.
  public struct Entry: Sendable {
    /// How the command line spells it.
    public let name: String
    /// The learning rate when the user gives none.
    public let usualLearningRate: Double
    /// The optimizer with the given learning rate and its other constants as usual.
    public let make: @Sendable (Double) -> any Optimizer

    init<O: Optimizer>(_ type: O.Type, _ make: @escaping @Sendable (Double) -> O) {
      name = type.name
      usualLearningRate = type.usualLearningRate
      self.make = make
    }
  }

  /// Every optimizer, in the order it is listed to the user.
  public static let entries: [Entry] = [
    Entry(SGD.self) { SGD(learningRate: $0) },
    Entry(Momentum.self) { Momentum(learningRate: $0) },
    Entry(Adagrad.self) { Adagrad(learningRate: $0) },
    Entry(Adam.self) { Adam(learningRate: $0) },
    Entry(AdamW.self) { AdamW(learningRate: $0) },
  ]

  /// The optimizer that the command line spells so, with its usual learning rate unless one is
  /// given.
  ///
  /// - Throws: ``TrainingError`` with code `.name`.
  public static func optimizer(
    spelled name: String, learningRate: Double?
  ) throws(TrainingError) -> any Optimizer {
    guard let entry = entries.first(where: { $0.name == name }) else {
      throw .name(name, of: "optimizer", known: Spellings(entries.map(\.name)))
    }
    return entry.make(learningRate ?? entry.usualLearningRate)
  }
}
