import Networks
import Operators

/// Which Jacobian of a network is measured, and how much of it.
public struct JacobianRequest: Sendable {
  /// The value that is differentiated by; `nil` for the first input that is not whole numbers.
  public var start: Network.Value?
  /// The value that is differentiated; `nil` for the first output, before a last softmax or sigmoid.
  public var end: Network.Value?
  /// The most examples at which it is taken, the first of those given.
  public var examples: Int
  /// The most rows; with more the Jacobian is sketched.
  public var rowLimit: Int
  /// The most bytes that values, gradients and matrices may take.
  public var memoryLimit: Int
  /// Whether batch normalizations take mean and variance from all given examples.
  ///
  /// Running statistics say nothing of weights that were drawn. What is taken is held fixed while the
  /// network is differentiated.
  public var takesStatistics: Bool

  /// A request; by default of the Jacobian of the logits with respect to the input, at four examples.
  public init(
    from start: Network.Value? = nil, to end: Network.Value? = nil, examples: Int = 4,
    rowLimit: Int = 1_024, memoryLimit: Int = Workspace.memoryLimit, takesStatistics: Bool = false
  ) {
    self.start = start
    self.end = end
    self.examples = examples
    self.rowLimit = rowLimit
    self.memoryLimit = memoryLimit
    self.takesStatistics = takesStatistics
  }
}

extension Network {
  /// What a last softmax, its logarithm or a last sigmoid is applied to that a value is the output of;
  /// the value itself where it is not one.
  func beforeLastActivation(of value: Value) -> Value {
    var place = value
    while case .node(let number, _) = sources[place.index], let input = nodes[number].inputs.first {
      let function = nodes[number].function
      if function is Softmax || function is LogSoftmax || function is Sigmoid { return input }
      guard function.keepsElements else { return value }
      place = input
    }
    return value
  }
}
