import Networks

/// For each layer, how many layers follow one another around it with no normalization between them and
/// not across residual sums: the depth over which what one layer does wrong adds up.
struct Stretches {
  /// The number of layers of the longest way through each layer, by its node; 0 for other nodes.
  private(set) var depths: [Int]
  /// The sum over them of one over the number of units, but for the last of a way.
  private(set) var crowding: [Double]

  init(_ graph: SignalGraph, _ sums: ResidualSums) {
    let nodes = graph.network.nodes
    var before = [SIMD2<Double>](repeating: .zero, count: graph.network.sources.count)
    var behind = before
    var costs = [SIMD2<Double>](repeating: .zero, count: nodes.count)
    for number in nodes.indices where graph.isLayer[number] {
      costs[number] = SIMD2(1, 1 / Double(max(Self.units(graph, number), 1)))
    }
    // What the last layer of a way gives is not passed on.
    var isFollowed = [Bool](repeating: false, count: graph.network.sources.count)
    for (number, node) in nodes.enumerated().reversed() where !graph.isStatic[number] {
      let isAny = node.outputs.contains { isFollowed[$0.index] }
      if graph.isLayer[number], !isAny { costs[number][1] = 0 }
      if graph.normalizes[number] { continue }
      for value in graph.signals(number) where sums.isAlong(value, number) {
        if graph.isLayer[number] || isAny { isFollowed[value] = true }
      }
    }
    func longest(_ all: [SIMD2<Double>]) -> SIMD2<Double> {
      all.reduce(.zero) { SIMD2(max($0[0], $1[0]), max($0[1], $1[1])) }
    }
    func entering(_ number: Int) -> SIMD2<Double> {
      longest(graph.signals(number).filter { sums.isAlong($0, number) }.map { before[$0] })
    }
    for (number, node) in nodes.enumerated() where !graph.isStatic[number] {
      let own = graph.normalizes[number] ? .zero : entering(number) + costs[number]
      for output in node.outputs { before[output.index] = own }
    }
    depths = Array(repeating: 0, count: nodes.count)
    crowding = Array(repeating: 0, count: nodes.count)
    for (number, node) in nodes.enumerated().reversed() where !graph.isStatic[number] {
      let after = longest(node.outputs.map { behind[$0.index] })
      if graph.isLayer[number] {
        let all = entering(number) + costs[number] + after
        depths[number] = Int(all[0])
        crowding[number] = all[1]
      }
      if graph.normalizes[number] { continue }
      for value in graph.signals(number) where sums.isAlong(value, number) {
        behind[value] = longest([behind[value], costs[number] + after])
      }
    }
  }

  private static func units(_ graph: SignalGraph, _ node: Int) -> Int {
    graph.weights[node].compactMap { graph.network.parameters[$0].spec }
      .map { $0.length(.output) * max($0.mapCount, 1) }.max() ?? 1
  }
}
