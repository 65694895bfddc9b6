/// What the page shows: a network, recipes, data and training, checked.
///
/// The page keeps it in its address; `Documentation/Lab.md` lists the keys.
public struct LabState: Sendable, Hashable {
  /// Input and output units of a network of ours where no data set says them.
  public var (inputs, outputs) = (64, 10)
  /// Hidden layers.
  public var depth = 30
  /// Units of each hidden layer.
  public var width = 100
  /// What hidden layers apply, as the command line spells it.
  public var activation = "tanh"
  /// Whether each hidden layer is added to what comes into it.
  public var isResidual = false
  /// What stands before activations.
  public var normalization = Normalization.none
  /// The deviation of the biases of hidden layers; 0 leaves what the recipe gives.
  public var bias = 0.0
  /// The id of an uploaded model.
  public var model: String?
  /// What draws the weights: one to four.
  public var recipes = ["auto", "pytorch"]
  /// The seed of the first draw.
  public var seed: UInt64 = 0
  /// How many draws are measured.
  public var draws = 1
  /// The examples: `noise` or a data set of the catalog.
  public var data = LabState.noise
  /// What moves the weights in training.
  public var optimizer = "adam"
  /// The learning rate.
  public var rate = 0.001
  /// The examples in a batch of training.
  public var batch = 32
  /// Where training ends.
  public var epochs = 10
  /// The open step of the tour.
  public var step: Int?

  /// A normalization before the activation.
  public enum Normalization: String, Sendable, Hashable, CaseIterable {
    /// None.
    case none
    /// Batch normalization.
    case batch
    /// Layer normalization.
    case layer
    /// Division by the root of the mean square.
    case rms
  }

  /// The data set of examples that are drawn.
  static let noise = "noise"
  /// The recipe that leaves the numbers of a model's file.
  static let asIs = "as-is"

  /// The state that a page without an address shows.
  public init() {}
}
