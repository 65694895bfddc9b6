import Networks
import Operators

/// A sum of a trunk and of a branch that was computed from it.
struct ResidualSum {
  /// The node that adds.
  let node: Int
  /// The value that is kept.
  let trunk: Int
  /// The value that is added to it.
  let branch: Int
  /// The nodes of the branch, ascending.
  let region: [Int]
  /// The layers of the branch that no other layer follows.
  let lastLayers: [Int]
  /// How many such sums one path crosses that are in the same branch, or in none.
  var chain = 1
}

/// The residual sums of a network.
///
/// A sum of two values is one where one of them was computed from the other, by layers; or where both
/// have a common origin, the trunk by at most one layer, which brings it to another shape, and the
/// branch by more. Sums with what a recurrent layer hands on are not: its state is bounded.
struct ResidualSums {
  /// The sums, in the order of execution.
  private(set) var sums: [ResidualSum] = []
  /// The number of the innermost sum that a node is in the branch of.
  private(set) var enclosing: [Int?]
  /// The sum that a node is.
  private(set) var sumOfNode: [Int: Int] = [:]

  private let graph: SignalGraph

  init(_ graph: SignalGraph) {
    self.graph = graph
    enclosing = Array(repeating: nil, count: graph.network.nodes.count)
    find()
    for number in sums.indices.sorted(by: { sums[$0].region.count > sums[$1].region.count }) {
      for node in sums[number].region { enclosing[node] = number }
    }
    for (number, sum) in sums.enumerated() { sumOfNode[sum.node] = number }
    count()
  }

  private mutating func find() {
    let origins = Origins(graph)
    for (number, node) in graph.network.nodes.enumerated() where !graph.isStatic[number] {
      guard node.function is Operators.Add || node.function is Operators.Sum else { continue }
      let parts = graph.signals(number)
      guard parts.count == 2, node.inputs.count == 2, parts[0] != parts[1] else { continue }
      // What a recurrent layer adds up at each step is bounded, and there may be thousands of steps.
      if parts.contains(where: isState) { continue }
      let (a, b) = (parts[0], parts[1])
      if let region = region(from: a, to: b), depth(of: b, in: region) > 0 {
        add(number, trunk: a, branch: b, region)
      } else if let region = region(from: b, to: a), depth(of: a, in: region) > 0 {
        add(number, trunk: b, branch: a, region)
      } else if let origin = origins.common(a, b) {
        let regions = [region(from: origin, to: a) ?? [], region(from: origin, to: b) ?? []]
        let depths = [depth(of: a, in: regions[0]), depth(of: b, in: regions[1])]
        if depths[0] <= 1, depths[1] > depths[0] {
          add(number, trunk: a, branch: b, regions[1])
        } else if depths[1] <= 1, depths[0] > depths[1] {
          add(number, trunk: b, branch: a, regions[0])
        }
      }
    }
  }

  // Whether the layers right before a value see the state of a recurrent layer.
  private func isState(_ value: Int) -> Bool {
    var open = [value]
    for _ in 0..<24 {
      guard let next = open.popLast() else { return false }
      guard let producer = graph.producers[next] else { continue }
      if !graph.isLayer[producer] {
        open += graph.signals(producer)
      } else if graph.weights[producer].contains(where: {
        graph.network.parameters[$0].spec?.role == .recurrentWeight
      }) {
        return true
      }
    }
    return false
  }

  private mutating func add(_ node: Int, trunk: Int, branch: Int, _ region: [Int]) {
    let inside = Set(region)
    var last: Set<Int> = []
    var seen: Set<Int> = []
    var open = [branch]
    while let value = open.popLast() {
      guard let producer = graph.producers[value], inside.contains(producer),
        seen.insert(producer).inserted
      else { continue }
      if graph.isLayer[producer] {
        last.insert(producer)
      } else {
        open += graph.signals(producer)
      }
    }
    sums.append(
      ResidualSum(
        node: node, trunk: trunk, branch: branch, region: region, lastLayers: last.sorted()))
  }

  /// The nodes on the ways from a trunk to what is added to it, ascending; `nil` where there is no way or
  /// no layer on it.
  func branch(from trunk: Int, to value: Int) -> [Int]? {
    guard let region = region(from: trunk, to: value), depth(of: value, in: region) > 0 else {
      return nil
    }
    return region
  }

  // The nodes on the ways from one value to another, ascending; nil where there is none.
  private func region(from fork: Int, to target: Int) -> [Int]? {
    let first = graph.producers[fork] ?? -1
    var seen: Set<Int> = []
    var open = [target]
    var isReached = false
    while let value = open.popLast() {
      guard let producer = graph.producers[value], producer > first,
        seen.insert(producer).inserted
      else { continue }
      let signals = graph.signals(producer)
      if signals.contains(fork) { isReached = true }
      open += signals
    }
    guard isReached else { return nil }
    var depends: Set<Int> = [fork]
    return seen.sorted().filter { node in
      guard graph.signals(node).contains(where: depends.contains) else { return false }
      depends.formUnion(graph.network.nodes[node].outputs.map(\.index))
      return true
    }
  }

  // The most layers on a way through a region.
  private func depth(of value: Int, in region: [Int]) -> Int {
    var depths: [Int: Int] = [:]
    for node in region {
      let before = graph.signals(node).compactMap { depths[$0] }.max() ?? 0
      for output in graph.network.nodes[node].outputs {
        depths[output.index] = before + (graph.isLayer[node] ? 1 : 0)
      }
    }
    return depths[value] ?? 0
  }

  // How many sums of the same kind are on the longest way through each.
  private mutating func count() {
    let nodes = graph.network.nodes
    var before = [Int](repeating: 0, count: graph.network.sources.count)
    var behind = before
    for (number, node) in nodes.enumerated() where !graph.isStatic[number] {
      let sum = sumOfNode[number]
      let most =
        graph.signals(number).filter { isAlong($0, number) }.map { before[$0] }.max() ?? 0
      for output in node.outputs { before[output.index] = most + (sum == nil ? 0 : 1) }
    }
    for (number, node) in nodes.enumerated().reversed() where !graph.isStatic[number] {
      let own =
        (sumOfNode[number] == nil ? 0 : 1) + (node.outputs.map { behind[$0.index] }.max() ?? 0)
      for value in graph.signals(number) where isAlong(value, number) {
        behind[value] = max(behind[value], own)
      }
    }
    for number in sums.indices {
      let output = nodes[sums[number].node].outputs[0].index
      sums[number].chain = before[output] + behind[output]
    }
  }

  /// Whether a value enters a node from the same branch, and not as what a sum adds.
  func isAlong(_ value: Int, _ node: Int) -> Bool {
    if let sum = sumOfNode[node], sums[sum].branch == value { return false }
    guard let producer = graph.producers[value] else { return enclosing[node] == nil }
    return enclosing[producer] == enclosing[node]
  }
}

/// The last value that all ways to a value cross.
private struct Origins {
  private var parents: [Int]
  private var depths: [Int]

  init(_ graph: SignalGraph) {
    parents = Array(repeating: -1, count: graph.network.sources.count)
    depths = Array(repeating: 0, count: graph.network.sources.count)
    for (number, node) in graph.network.nodes.enumerated() where !graph.isStatic[number] {
      let signals = graph.signals(number)
      guard var origin = signals.first else { continue }
      for signal in signals.dropFirst() { origin = common(origin, signal) ?? -1 }
      for output in node.outputs {
        parents[output.index] = origin
        depths[output.index] = origin < 0 ? 0 : depths[origin] + 1
      }
    }
  }

  /// The last value that all ways to both cross; `nil` where there is none.
  func common(_ a: Int, _ b: Int) -> Int? {
    var (a, b) = (a, b)
    while a != b {
      if a < 0 || b < 0 { return nil }
      if depths[a] == depths[b] {
        (a, b) = (parents[a], parents[b])
      } else if depths[a] > depths[b] {
        a = parents[a]
      } else {
        b = parents[b]
      }
    }
    return a < 0 ? nil : a
  }
}
