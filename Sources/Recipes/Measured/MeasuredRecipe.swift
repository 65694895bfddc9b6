import Networks
import Tensors
import Threads

/// A recipe whose weights, once drawn, are corrected by what examples do in the network.
public protocol MeasuredRecipe: Recipe {
  /// Whether it says nothing without examples; else it corrects only where there are some.
  var needsExamples: Bool { get }

  /// Changes drawn weights in place until layers give what the recipe wants of them.
  ///
  /// - Parameters:
  ///   - weights: drawn by the recipe's plan for `network`.
  ///   - network: the network as the plan draws it.
  ///   - examples: an array for each input, examples along its first axis.
  ///   - threads: the threads to work on.
  /// - Returns: what was changed, in the order of execution.
  /// - Throws: ``RecipeError`` with code `.data` where the examples say nothing about scales,
  ///   `.network` where the network does not take them. Weights are then those of the layers done.
  func adjust(
    _ weights: inout Weights, of network: Network, examples: [String: StoredTensor],
    threads: ThreadPool
  ) throws(RecipeError) -> [Adjustment]
}

/// What examples did to the weights of one layer.
public struct Adjustment: Sendable, Hashable, Codable {
  /// The path of the parameter.
  public let parameter: String
  /// What its drawn numbers were multiplied by.
  public let factor: Double
  /// Why, in a few words: `variance 0.412 on 32 examples, target 1`.
  public let reason: String

  /// A change.
  public init(parameter: String, factor: Double, reason: String) {
    self.parameter = parameter
    self.factor = factor
    self.reason = reason
  }
}
