import Initializers
import Networks
import Operators

/// The part of a network that the data passes through: who computes and who uses each value, which
/// nodes apply weights, and which bring a signal to a size of their own.
struct SignalGraph {
  let network: Network
  /// Whether a node depends on no input of the network.
  let isStatic: [Bool]
  /// The node that computes each value; `nil` for what is given.
  let producers: [Int?]
  /// The nodes that use each value, ascending.
  let consumers: [[Int]]
  /// The parameters for signals that each node applies, by itself or through nodes that see no
  /// signal; none for static nodes.
  let weights: [[Int]]
  /// Whether a node is a layer: a linear map of a signal by weights.
  let isLayer: [Bool]
  /// Whether a node gives a signal a size of its own.
  let normalizes: [Bool]

  init(_ network: Network) {
    self.network = network
    var producers = [Int?](repeating: nil, count: network.sources.count)
    var consumers = [[Int]](repeating: [], count: network.sources.count)
    var depends = network.sources.map { if case .input = $0 { true } else { false } }
    var reach = [[Int]](repeating: [], count: network.sources.count)
    for (number, parameter) in network.parameters.enumerated() {
      switch parameter.spec?.role {
      case .weight, .recurrentWeight, .embedding: reach[parameter.value.index] = [number]
      default: break
      }
    }
    var isStatic: [Bool] = []
    var weights: [[Int]] = []
    for (number, node) in network.nodes.enumerated() {
      let isDependent = node.inputs.contains { depends[$0.index] }
      var own: [Int] = []
      for input in node.inputs {
        if consumers[input.index].last != number { consumers[input.index].append(number) }
        if !depends[input.index] {
          for weight in reach[input.index] where !own.contains(weight) { own.append(weight) }
        }
      }
      for output in node.outputs {
        producers[output.index] = number
        depends[output.index] = isDependent
        if !isDependent { reach[output.index] = own }
      }
      isStatic.append(!isDependent)
      weights.append(isDependent ? own : [])
    }
    self.isStatic = isStatic
    self.producers = producers
    self.consumers = consumers
    self.weights = weights
    isLayer = network.nodes.indices.map {
      let function = network.nodes[$0].function
      return !weights[$0].isEmpty && !function.mapsElements && !(function is Gather)
    }
    normalizes = network.nodes.indices.map {
      Self.normalizes($0, network, producers, isStatic)
    }
  }

  /// The values that a node takes from the signal.
  func signals(_ node: Int) -> [Int] {
    network.nodes[node].inputs.map(\.index).filter(isSignal)
  }

  /// The value with a number.
  func value(_ number: Int) -> Network.Value { Network.Value(index: number) }

  /// Whether a value depends on the data.
  func isSignal(_ value: Int) -> Bool {
    if let producer = producers[value] { return !isStatic[producer] }
    if case .input = network.sources[value] { return true }
    return false
  }

  /// The static nodes that a node's weights pass through, ascending.
  func preparation(of node: Int) -> [Int] {
    var found: Set<Int> = []
    var open = network.nodes[node].inputs.compactMap { producers[$0.index] }
    while let next = open.popLast() {
      guard isStatic[next], found.insert(next).inserted else { continue }
      open += network.nodes[next].inputs.compactMap { producers[$0.index] }
    }
    return found.sorted()
  }

  private static func normalizes(
    _ number: Int, _ network: Network, _ producers: [Int?], _ isStatic: [Bool]
  ) -> Bool {
    let node = network.nodes[number]
    if isStatic[number] { return false }
    switch node.function {
    case is Operators.LayerNormalization, is Operators.RMSNormalization,
      is Operators.BatchNormalization, is Operators.GroupNormalization, is InstanceNormalization,
      is LpNormalization, is Softmax:
      return true
    case is Div, is Mul:
      // A division by a deviation that is computed from the signal.
      return node.inputs.dropFirst(node.function is Div ? 1 : 0).contains {
        isDeviation($0.index, network, producers, isStatic)
      }
    default: return false
    }
  }

  // Whether a value is the root of a mean, or one over it.
  private static func isDeviation(
    _ value: Int, _ network: Network, _ producers: [Int?], _ isStatic: [Bool]
  ) -> Bool {
    var value = value
    var hasRoot = false
    for _ in 0..<5 {
      guard let number = producers[value], !isStatic[number] else { return false }
      let node = network.nodes[number]
      switch node.function {
      case is Sqrt, is Pow: hasRoot = true
      case is ReduceMean, is ReduceSum, is ReduceSumSquare: return hasRoot
      case is ReduceL2: return true
      case is Operators.Add, is Max, is Clip, is Reciprocal, is Div: break
      default: return false
      }
      guard
        let next = node.inputs.first(where: { input in
          producers[input.index].map { !isStatic[$0] } ?? false
        })
      else { return false }
      value = next.index
    }
    return false
  }
}
