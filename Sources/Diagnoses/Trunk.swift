import Networks
import Operators
import Tensors

/// The values of a network that everything passes: what verdicts are taken on.
///
/// A chain goes from one input to one output and holds the values that every path between the two
/// crosses, in the order of execution. A value belongs to it if it
///
/// * depends on a parameter, so that it is neither an input nor made of inputs alone,
/// * has at least 16 numbers for each example, unless no such value is crossed: then any number,
/// * lies before the logits: the output itself, or what a final softmax or sigmoid is applied to,
/// * is no mere move of one that belongs to it (reshaped, transposed, dropped out).
///
/// There is one chain for each pair of an input and an output; those that are parts of others are
/// left out. So the backbone of a network of many heads belongs to the trunk, and each head behind it;
/// a mask that enters every block takes nothing from it. Paths through comparisons and other
/// functions that pass no gradient do not count where there are others.
public struct Trunk: Sendable, Hashable {
  /// The values that every path from one input to one output crosses.
  public struct Chain: Sendable, Hashable {
    /// The number of the input's value.
    public let input: Int
    /// The number of the output's value.
    public let output: Int
    /// The number of the value that the output is made of by softmax or sigmoid and moves.
    public let logits: Int
    /// The numbers of the hidden values, in the order of execution.
    public let values: [Int]
  }

  /// The chains, those of the first output first.
  public let chains: [Chain]
  private let members: Set<Int>

  /// The fewest numbers that a value has for each example, where there are such values.
  public static let leastWidth = 16

  /// Whether a value belongs to a chain.
  public func contains(_ value: Int) -> Bool { members.contains(value) }

  /// The trunk of a network.
  ///
  /// - Parameters:
  ///   - network: the graph.
  ///   - shapes: the shape of every value, by its number.
  ///   - examples: the number of examples in those shapes.
  /// - Complexity: linear in the operators for each pair of an input and an output.
  public init(of network: Network, shapes: [Shape], examples: Int) {
    let graph = SignalPaths(network)
    let wide = Self.chains(of: network, graph) {
      shapes[$0].count >= Self.leastWidth * max(1, examples)
    }
    chains = wide.isEmpty ? Self.chains(of: network, graph) { _ in true } : wide
    members = Set(chains.flatMap(\.values))
  }

  private static func chains(
    of network: Network, _ graph: SignalPaths, where isWide: (Int) -> Bool
  ) -> [Chain] {
    let hidden = network.sources.indices.map { graph.dependsOnParameter[$0] && isWide($0) }
    var found: [Chain] = []
    for output in network.outputs {
      let logits = network.logits(behind: output.value).index
      for input in network.inputs {
        let crossed = graph.crossed(from: input.value.index, to: logits)
        let values = crossed.filter {
          $0 != logits && $0 != input.value.index && hidden[$0] && !network.isMove(of: $0)
        }
        if values.isEmpty { continue }
        found.append(
          Chain(
            input: input.value.index, output: output.value.index, logits: logits, values: values))
      }
    }
    let sets = found.map { Set($0.values) }
    return found.indices.filter { one in
      !found.indices.contains { other in
        other != one && sets[one].isSubset(of: sets[other])
          && (sets[one].count < sets[other].count || other < one)
      }
    }.map { found[$0] }
  }
}

/// Which values depend on which, as far as signals go.
private struct SignalPaths {
  let dependsOnParameter: [Bool]
  private let network: Network

  init(_ network: Network) {
    self.network = network
    var depends = network.sources.map { if case .parameter = $0 { true } else { false } }
    for node in network.nodes where node.inputs.contains(where: { depends[$0.index] }) {
      for output in node.outputs { depends[output.index] = true }
    }
    dependsOnParameter = depends
  }

  /// The values that every path between two crosses, in the order of execution.
  func crossed(from start: Int, to end: Int) -> [Int] {
    let found = crossed(from: start, to: end, passingConstants: false)
    return found.isEmpty ? crossed(from: start, to: end, passingConstants: true) : found
  }

  private func crossed(from start: Int, to end: Int, passingConstants: Bool) -> [Int] {
    guard start != end else { return [] }
    let count = network.sources.count
    var isReached = [Bool](repeating: false, count: count)
    isReached[start] = true
    // Values in the order of execution, the start first.
    var order = [start]
    for node in network.nodes where passes(node, passingConstants) {
      guard node.inputs.contains(where: { isReached[$0.index] }) else { continue }
      for output in node.outputs {
        isReached[output.index] = true
        order.append(output.index)
      }
    }
    guard isReached[end] else { return [] }
    var leads = [Bool](repeating: false, count: count)
    leads[end] = true
    for node in network.nodes.reversed() where passes(node, passingConstants) {
      guard node.outputs.contains(where: { leads[$0.index] }) else { continue }
      for input in node.inputs where isReached[input.index] { leads[input.index] = true }
    }
    order = order.filter { leads[$0] }
    var place = [Int](repeating: -1, count: count)
    for (index, value) in order.enumerated() { place[value] = index }
    // How far the edges of each value reach: one that passes over a value passes it by.
    var reach = [Int](repeating: 0, count: order.count)
    for node in network.nodes where passes(node, passingConstants) {
      let last = node.outputs.map { place[$0.index] }.max() ?? -1
      for input in node.inputs where place[input.index] >= 0 {
        reach[place[input.index]] = max(reach[place[input.index]], last)
      }
    }
    var furthest = 0
    var crossed: [Int] = []
    for index in order.indices {
      if furthest <= index { crossed.append(order[index]) }
      furthest = max(furthest, reach[index])
    }
    return crossed
  }

  private func passes(_ node: Network.Node, _ passingConstants: Bool) -> Bool {
    passingConstants || !type(of: node.function).isPiecewiseConstant
  }
}

extension Network {
  /// The value that a final softmax or sigmoid and moves make an output of.
  func logits(behind output: Value) -> Value {
    var value = output
    var isOpen = true
    while case .node(let number, _) = sources[value.index] {
      let node = nodes[number]
      switch node.function {
      case is Operators.Softmax, is LogSoftmax, is Sigmoid, is HardSigmoid:
        guard isOpen else { return value }
        isOpen = false
      case let function where function.isMove: break
      default: return value
      }
      value = node.inputs[0]
    }
    return value
  }

  /// Whether a value has the numbers of another in other places.
  func isMove(of value: Int) -> Bool {
    guard case .node(let number, _) = sources[value] else { return false }
    return nodes[number].function.isMove
  }
}

extension Operator {
  /// Whether it gives the numbers of its first input, all of them, in other places.
  var isMove: Bool {
    keepsElements || self is Operators.Transpose || self is Operators.Dropout
      || self is DepthToSpace
      || self is SpaceToDepth || self is IdentityActivation || self is Cast
  }
}
