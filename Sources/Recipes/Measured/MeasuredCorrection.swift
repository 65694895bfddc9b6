import Initializers
import Networks
import Operators
import Tensors
import Threads

/// Rescales drawn weights until layers give what is wanted of them on examples.
///
/// One forward pass suffices: each layer is measured when it has been computed, its weights are
/// multiplied by a number, it is computed again, and the pass goes on from there. Batch
/// normalizations take their statistics from the examples, as in training.
///
/// ## Rule
///     y = f u + b,   f such that E y² (or the variance of y) is the target
/// where `u` is what the drawn weights give, `b` the bias and `E` the mean over examples, positions
/// and units. It is exact, so that one round is the rule; others mend rounding.
///
/// ## What stays as it was
/// * Weights of a recurrent state, whose output's length depends on the steps before.
/// * Weights that are all zero, and those of layers behind them that see nothing: residual branches
///   and heads that start at zero by design.
/// * Weights that a layer shares with one before it in the order of execution.
/// * Layers whose weight is made of several parameters, or whose output does not follow its weight's
///   size, such as normalized weights.
/// * Layers whose bias alone gives more than the target.
///
/// - Complexity: a forward pass and two more computations of each layer.
/// - Source: D. Mishkin, J. Matas, ICLR 2016, arXiv:1511.06422, algorithm 1, in the order of
///   execution and with the bias taken into account.
public struct MeasuredCorrection: Sendable {
  /// What of an output is brought to its target.
  public enum Quantity: String, Sendable, Hashable {
    /// The variance of all its elements about their mean.
    case variance
    /// The mean square of its elements.
    case secondMoment
  }

  /// What of an output is brought to its target.
  public var quantity: Quantity
  /// How far, as a share of the target, an output may be from it.
  public var tolerance: Double
  /// How often a layer is measured and changed at most.
  public var mostRounds: Int

  /// A correction; 2 % and 10 rounds where nothing else is said.
  public init(
    of quantity: Quantity = .secondMoment, tolerance: Double = 0.02, mostRounds: Int = 10
  ) {
    self.quantity = quantity
    self.tolerance = tolerance
    self.mostRounds = mostRounds
  }

  /// Changes weights in place.
  ///
  /// - Parameters:
  ///   - weights: drawn for `network`.
  ///   - network: the network.
  ///   - targets: what is wanted of the first output of nodes, by their numbers; the weights of
  ///     other nodes stay as they are.
  ///   - examples: an array for each input, examples along its first axis.
  ///   - threads: the threads to work on.
  /// - Returns: what was measured and changed, in the order of execution; a factor of 1 where there
  ///   was nothing to do.
  /// - Throws: ``RecipeError`` with code `.data` for fewer than two examples that differ, numbers
  ///   that are not finite, and a layer that gives nothing on all examples though nothing before it
  ///   is zero by design; `.network` where the network does not take the examples. The weights of
  ///   layers before the one at fault have changed then, those of that one have not.
  public func adjust(
    _ weights: inout Weights, of network: Network, targets: [Int: Double],
    examples: [String: StoredTensor], threads: ThreadPool = .shared
  ) throws(RecipeError) -> [Adjustment] {
    try ExampleCheck.check(examples, for: network)
    let form = TrainingForm(of: network).network
    let space: Workspace
    do {
      space = try Workspace(form, examples: examples, weights: weights, threads: threads)
    } catch {
      throw .network(error)
    }
    var pass = CorrectionPass(self, form, targets: targets, space: space, weights: weights.tensors)
    try space.runForward { (node, again) throws(RecipeError) in
      try pass.visit(node, again)
    }
    return pass.adjustments
  }
}
