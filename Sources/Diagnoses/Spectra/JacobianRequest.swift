import Networks

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

extension JacobianRequest {
  /// The same of the hidden layers alone: the last hidden value with respect to the first of the first
  /// chain of a trunk that has two or more.
  ///
  /// It is what theory of signals in deep networks speaks of. `nil` where there is no such chain.
  public func hidden(_ trunk: Trunk, of network: Network) -> JacobianRequest? {
    guard let chain = trunk.chains.first(where: { $0.values.count >= 2 }),
      let first = chain.values.first, let last = chain.values.last
    else { return nil }
    var request = self
    for output in network.nodes.flatMap(\.outputs) {
      if output.index == first { request.start = output }
      if output.index == last { request.end = output }
    }
    return request
  }
}
