import Tensors

/// What a model file leaves open.
public struct ONNXOptions: Sendable {
  /// The shapes of inputs by name.
  public var shapes: [String: Shape]
  /// The elements of inputs by name.
  ///
  /// Integers among them are taken as they are where the network's
  /// shape depends on them.
  public var arrays: [String: StoredTensor]
  /// The length of a first axis that nothing else says.
  public var batch: Int
  /// Whether the numbers of all weights must be there; else a weight whose file of external data is
  /// missing is a parameter without numbers, and so are inputs that stand where operators have
  /// weights, as in models exported without them.
  public var needsWeights = true
  /// Initializers that are others with their axes moved, by name: each is taken for the other's parameter.
  public var ties: [String: WeightTie] = [:]
  /// Whether the batch is the length of each input's first axis, whatever the file says.
  var overridesBatch = false

  /// Nothing but the length of an open first axis.
  public init(
    shapes: [String: Shape] = [:], arrays: [String: StoredTensor] = [:], batch: Int = 1
  ) {
    self.shapes = shapes
    self.arrays = arrays
    self.batch = batch
  }
}
