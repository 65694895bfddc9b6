import Networks
import Operators

/// The branches that are added to each stream of a network, and how many of them are alike.
///
/// A transformer's stream takes attention and feed-forward branches in turn: of each kind as many as it has
/// blocks. Branches are alike that have as many layers and as many products of two signals.
struct ResidualStreams {
  /// What is added to a stream.
  struct Branch {
    /// The node that adds.
    let node: Int
    /// The value that is kept.
    let trunk: Int
    /// The value that is added to it.
    let value: Int
    /// The nodes of the branch, ascending.
    let region: [Int]
  }

  /// The branches, in the order of execution.
  private(set) var branches: [Branch]
  /// How many branches like it the stream of each has, itself included.
  private(set) var likes: [Int] = []

  init(_ graph: SignalGraph, _ sums: ResidualSums) {
    branches =
      sums.sums.map {
        Branch(node: $0.node, trunk: $0.trunk, value: $0.branch, region: $0.region)
      } + Self.besides(graph, sums)
    branches.sort { $0.node < $1.node }
    let streams = Self.streams(of: branches, graph)
    let kinds = zip(branches, streams).map { branch, stream in
      Kind(
        stream: stream, layers: branch.region.count { graph.isLayer[$0] },
        products: branch.region.count { graph.isProduct($0) })
    }
    var counts: [Kind: Int] = [:]
    for kind in kinds { counts[kind, default: 0] += 1 }
    likes = kinds.map { counts[$0] ?? 1 }
  }

  private struct Kind: Hashable {
    let stream: Int
    let layers: Int
    let products: Int
  }

  // Branches that start where the one before them does: x + f(x) + g(x) is two sums, the second of which
  // adds to x + f(x) what was not computed from it.
  private static func besides(_ graph: SignalGraph, _ sums: ResidualSums) -> [Branch] {
    var found: [Int: Branch] = [:]
    for (number, node) in graph.network.nodes.enumerated() where !graph.isStatic[number] {
      guard node.function is Operators.Add, sums.sumOfNode[number] == nil else { continue }
      let parts = graph.signals(number)
      guard parts.count == 2 else { continue }
      for (sum, value) in [(parts[0], parts[1]), (parts[1], parts[0])] {
        guard let producer = graph.producers[sum],
          let trunk = sums.sumOfNode[producer].map({ sums.sums[$0].trunk })
            ?? found[producer]?.trunk, let region = sums.branch(from: trunk, to: value)
        else { continue }
        found[number] = Branch(node: number, trunk: trunk, value: value, region: region)
        break
      }
    }
    return Array(found.values)
  }

  // The number of the first branch of the stream that each branch is added to.
  private static func streams(of branches: [Branch], _ graph: SignalGraph) -> [Int] {
    var places: [Int: Int] = [:]
    for (place, branch) in branches.enumerated() { places[branch.node] = place }
    // The last sum that each value comes from without being in a branch that is added to it.
    var streams = Array(branches.indices)
    for (place, branch) in branches.enumerated() {
      var seen: Set<Int> = []
      var open = [branch.trunk]
      // Beside a branch from the same place lies the sum with that one.
      open += graph.signals(branch.node).filter { $0 != branch.value }
      while let value = open.popLast() {
        guard let producer = graph.producers[value], seen.insert(producer).inserted else {
          continue
        }
        if let before = places[producer] {
          streams[place] = min(streams[place], streams[before])
        } else {
          open += graph.signals(producer)
        }
      }
    }
    return streams
  }
}

extension SignalGraph {
  /// Whether a node multiplies matrices that both come from the signal.
  func isProduct(_ node: Int) -> Bool {
    let function = network.nodes[node].function
    return (function is MatMul || function is Einsum) && signals(node).count > 1
  }
}
