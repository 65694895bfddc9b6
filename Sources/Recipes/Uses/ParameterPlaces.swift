import Networks
import Operators

/// Where the parameters of a network lie, as its graph says: at the end of residual branches, in the head.
struct ParameterPlaces {
  /// The place of each parameter, by its number.
  private(set) var places: [ModelParameter.Place]
  /// Of the end of a residual branch, how many branches like it the stream has that it is added to.
  private(set) var blocks: [Int?]

  private let graph: SignalGraph
  // The nodes that apply each weight as a layer.
  private var users: [Int: Set<Int>] = [:]

  init(_ network: Network) {
    places = Array(repeating: .inside, count: network.parameters.count)
    blocks = Array(repeating: nil, count: network.parameters.count)
    graph = SignalGraph(network)
    for node in network.nodes.indices where graph.isLayer[node] {
      for weight in graph.weights[node] { users[weight, default: []].insert(node) }
    }
    let sums = ResidualSums(graph)
    placeHead(sums)
    placeEnds(sums)
  }

  // MARK: Residual ends

  private mutating func placeEnds(_ sums: ResidualSums) {
    let streams = ResidualStreams(graph, sums)
    // The innermost branch that each node ends.
    var branches: [Int: Int] = [:]
    for (number, branch) in streams.branches.enumerated().sorted(by: {
      $0.element.region.count > $1.element.region.count
    }) {
      for node in ends(of: branch) { branches[node] = number }
    }
    for (weight, nodes) in users where nodes.allSatisfy({ branches[$0] != nil }) {
      guard let branch = nodes.compactMap({ branches[$0] }).min() else { continue }
      (places[weight], blocks[weight]) = (.residualEnd, streams.likes[branch])
    }
    for (node, branch) in branches where graph.normalizes[node] {
      guard let scale = scale(of: node) else { continue }
      (places[scale], blocks[scale]) = (.residualEnd, streams.likes[branch])
    }
  }

  // The last layers of a branch, and normalizations after them.
  private func ends(of branch: ResidualStreams.Branch) -> Set<Int> {
    let inside = Set(branch.region)
    var found: Set<Int> = []
    var seen: Set<Int> = []
    var open = [branch.value]
    while let value = open.popLast() {
      guard let producer = graph.producers[value], inside.contains(producer),
        seen.insert(producer).inserted
      else { continue }
      let isLayer = graph.isLayer[producer]
      if isLayer || graph.normalizes[producer] { found.insert(producer) }
      if !isLayer { open += graph.signals(producer).filter { !isBounded($0) } }
    }
    return found
  }

  // Whether a value is one of a gate or of attention's weights, which scale what they multiply and do not
  // grow themselves.
  private func isBounded(_ value: Int) -> Bool {
    guard let producer = graph.producers[value] else { return false }
    let function = graph.network.nodes[producer].function
    if function is Softmax { return true }
    guard let ofEach = function.functionOfEachElement else { return false }
    return [-1.0, 1].allSatisfy {
      abs(ofEach.value(200 * $0) - ofEach.value(100 * $0)) < 1e-3
    }
  }

  private func scale(of node: Int) -> Int? {
    for input in graph.network.nodes[node].inputs.dropFirst() {
      guard case .parameter(let number) = graph.network.sources[input.index],
        graph.network.parameters[number].spec?.role == .normalizationScale
      else { continue }
      return number
    }
    return nil
  }

  // MARK: Head

  // The layers that no other layer follows, where no stream of residual sums goes on beside them.
  private mutating func placeHead(_ sums: ResidualSums) {
    let nodes = graph.network.nodes
    var isFollowed = [Bool](repeating: false, count: graph.network.sources.count)
    for (number, node) in nodes.enumerated().reversed() where !graph.isStatic[number] {
      let leads = graph.isLayer[number] || node.outputs.contains { isFollowed[$0.index] }
      if leads { for value in graph.signals(number) { isFollowed[value] = true } }
    }
    var head: Set<Int> = []
    var open = graph.network.outputs.map(\.value.index)
    var seen: Set<Int> = []
    while let value = open.popLast() {
      guard !isFollowed[value], let producer = graph.producers[value],
        !graph.isStatic[producer], sums.sumOfNode[producer] == nil,
        seen.insert(producer).inserted
      else { continue }
      if graph.isLayer[producer] { head.insert(producer) } else { open += graph.signals(producer) }
      placeBias(of: producer)
    }
    for (weight, users) in users where users.isSubset(of: head) {
      guard let spec = graph.network.parameters[weight].spec, spec.role == .weight,
        !spec.factors.contains(where: { $0.axis == .gate })
      else { continue }
      places[weight] = .head
    }
  }

  // What a layer adds itself, or an addition after it.
  private mutating func placeBias(of node: Int) {
    let function = graph.network.nodes[node].function
    guard graph.isLayer[node] || function is Operators.Add else { return }
    for input in graph.network.nodes[node].inputs {
      guard case .parameter(let number) = graph.network.sources[input.index] else { continue }
      switch graph.network.parameters[number].spec?.role {
      case nil, .bias: places[number] = .head
      default: break
      }
    }
  }
}
