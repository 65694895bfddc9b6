import Operators
import Tensors
import Threads

extension Workspace {
  /// Lays out a network for forward passes on examples, and writes them into its inputs.
  ///
  /// - Precondition: `weights` are those of the network and outlive the workspace.
  /// - Throws: ``NetworkError`` with code `.input`, `.layer` or `.memory` where the network does not
  ///   take such inputs.
  package convenience init(
    _ network: Network, examples: [String: StoredTensor], weights: borrowing Weights,
    threads: ThreadPool
  ) throws(NetworkError) {
    try self.init(
      network, inputShapes: network.inputShapes(of: examples), weights: weights, threads: threads)
    network.copy(examples, into: self)
  }

  /// Computes every value from the inputs, in order, and lets weights be changed on the way.
  ///
  /// - Parameter correct: called with the number of each node of the network that has just been
  ///   computed, and with a function that computes it again after the weights of the parameter with
  ///   the given number have changed. Nodes before it that depend on other values than weights and
  ///   constants keep what they had.
  /// - Throws: what `correct` throws; the pass ends there.
  package func runForward<Failure: Error>(
    correctedBy correct: (
      _ node: Int, _ again: (_ parameter: Int) -> Void
    ) throws(Failure) -> Void
  ) throws(Failure) {
    weightsDidChange()
    let users = staticUsers
    for (index, node) in plan.nodes.enumerated() {
      compute(index, isTold: isTold[index])
      // Rearranged copies have numbers behind those of the network.
      guard let value = node.outputs.first, value.index < network.sources.count,
        case .node(let number, _) = network.sources[value.index]
      else { continue }
      try correct(number) { parameter in
        for user in users[parameter] where user < index { compute(user, isTold: true) }
        compute(index, isTold: true)
      }
    }
    staticIsDone = true
  }

  private func compute(_ index: Int, isTold: Bool) {
    let (function, call) = (plan.nodes[index].function, calls[index])
    if function.keepsElements, call.inputs[0].pointer == call.output.pointer { return }
    if isTold { call.state?.parametersDidChange() }
    function.forward(call)
  }

  // The nodes that depend on weights and constants alone, by the parameters they depend on.
  private var staticUsers: [[Int]] {
    var owners: [Int: Set<Int>] = [:]
    var users: [[Int]] = network.parameters.map { _ in [] }
    for (index, node) in plan.nodes.enumerated() where isStatic[index] {
      var own: Set<Int> = []
      for input in node.inputs {
        if case .parameter(let number) = plan.sources[input.index] { own.insert(number) }
        own.formUnion(owners[input.index] ?? [])
      }
      for output in node.outputs { owners[output.index] = own }
      for number in own { users[number].append(index) }
    }
    return users
  }
}
