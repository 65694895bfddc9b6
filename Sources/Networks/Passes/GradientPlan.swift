import Operators
import Tensors

/// What a backward pass does at each node, from the values whose gradients are given back to the
/// parameters and inputs whose gradients are wanted.
struct GradientPlan {
  /// What is asked for.
  struct Request {
    /// The numbers of the values whose gradients are given.
    let seeds: [Int]
    /// The numbers of inputs whose gradients are wanted; those of parameters always are.
    let inputs: [Int]
    /// Whether the gradient of every value keeps its numbers after a pass.
    let keepsAll: Bool
  }

  /// What becomes of the gradient with respect to an input of a node.
  enum Target {
    /// Nobody needs it.
    case none
    /// It is that of the node's output, in the same memory.
    case passed
    /// It is the first to be written.
    case written
    /// It is added to what other nodes have written.
    case added
  }

  /// The backward call of one node.
  struct Step {
    /// The node's number.
    let node: Int
    /// What becomes of the gradients of its inputs.
    var targets: [Target]
  }

  /// The calls in their order.
  private(set) var steps: [Step] = []
  /// Whether each value has a gradient: it depends on what is wanted and is reached from the seeds,
  /// or is wanted itself.
  let hasGradient: [Bool]
  /// The value that each value shares the memory of its gradient with; itself where it has its own.
  private(set) var roots: [Int]

  /// - Throws: ``NetworkError`` with code `.layer` for a node whose operator has no gradient.
  init(
    _ network: Network, shapes: [Shape], arrangements: [Arrangement], _ request: Request
  ) throws(NetworkError) {
    let isWanted = network.values(dependingOn: request.inputs)
    var isReached = [Bool](repeating: false, count: network.sources.count)
    var isWritten = isReached
    for seed in request.seeds where isWanted[seed] {
      isReached[seed] = true
      isWritten[seed] = true
    }
    for (number, node) in network.nodes.enumerated().reversed() {
      let function = node.function
      guard node.outputs.contains(where: { isReached[$0.index] }),
        !type(of: function).isPiecewiseConstant,
        node.inputs.contains(where: { isWanted[$0.index] })
      else { continue }
      guard function is any DifferentiableOperator else {
        throw .layer(
          node.name,
          "\(type(of: function).name): an operator without a gradient, one with was expected")
      }
      var targets: [Target] = []
      for input in node.inputs {
        guard isWanted[input.index] else {
          targets.append(.none)
          continue
        }
        targets.append(isWritten[input.index] ? .added : .written)
        isWritten[input.index] = true
        isReached[input.index] = true
      }
      steps.append(Step(node: number, targets: targets))
    }
    for (index, source) in network.sources.enumerated() {
      if case .parameter = source { isReached[index] = true }
    }
    for input in request.inputs { isReached[input] = true }
    hasGradient = isReached
    roots = Array(network.sources.indices)
    if !request.keepsAll { share(network, shapes, arrangements, request) }
  }

  /// The step in which the gradient of each value is read last: that of the node it comes from.
  func lastReads(_ network: Network) -> [Int] {
    var last = [Int](repeating: -1, count: network.sources.count)
    for (number, step) in steps.enumerated() {
      for output in network.nodes[step.node].outputs { last[output.index] = number }
    }
    return last
  }

  // Gives gradients that are passed on number for number the memory of the one they come from,
  // unless something is added to one of them while another is still to be read.
  private mutating func share(
    _ network: Network, _ shapes: [Shape], _ arrangements: [Arrangement], _ request: Request
  ) {
    var additions: [Int: [Int]] = [:]
    for (number, step) in steps.enumerated() {
      for (input, target) in zip(network.nodes[step.node].inputs, step.targets) {
        if case .added = target { additions[input.index, default: []].append(number) }
      }
    }
    let lastReads = lastReads(network)
    var groups: [Int: [Int]] = [:]
    for number in steps.indices {
      let node = network.nodes[steps[number].node]
      guard let function = node.function as? any DifferentiableOperator else { continue }
      let source = node.outputs[0].index
      guard hasGradient[source] else { continue }
      let inputShapes = node.inputs.map { shapes[$0.index] }
      for (place, input) in node.inputs.enumerated() {
        guard case .written = steps[number].targets[place],
          case .node = network.sources[input.index],
          function.passesGradient(toInput: place, inputShapes),
          arrangements[input.index] == arrangements[source]
        else { continue }
        let root = roots[source]
        let members = groups[root] ?? [root]
        let isSafe = members.allSatisfy { member in
          (additions[input.index] ?? []).allSatisfy { lastReads[member] <= $0 }
            && (additions[member] ?? []).allSatisfy { $0 < number || lastReads[input.index] <= $0 }
        }
        guard isSafe else { continue }
        roots[input.index] = root
        groups[root] = members + [input.index]
        steps[number].targets[place] = .passed
      }
    }
  }
}

extension Network {
  /// Whether a gradient passes from each value back to a parameter or to one of the given inputs.
  func values(dependingOn inputs: [Int]) -> [Bool] {
    var depends = sources.map { if case .parameter = $0 { true } else { false } }
    for input in inputs { depends[input] = true }
    for node in nodes
    where !type(of: node.function).isPiecewiseConstant
      && node.inputs.contains(where: { depends[$0.index] })
    {
      for output in node.outputs { depends[output.index] = true }
    }
    return depends
  }
}
