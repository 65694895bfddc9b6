import Initializers
import Networks
import Operators

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension AutomaticPlanner {
  /// The share of its trunk's mean square that a residual branch adds, and why: 1/n of n such sums.
  ///
  /// A branch that multiplies two values of its trunk gives r² for an input whose mean square is r
  /// times the usual one. Over n sums with shares s / n this is
  ///
  ///     dr/dt = s r (r - 1), 0 ≤ t ≤ 1
  ///
  /// which grows without bound from r = 1 / (1 - exp(-s)) on: 1.58 for s = 1, where some inputs are
  /// and where training soon brings others; about n for s = 1 / n.
  func share(of sum: ResidualSum) -> (share: Double, reason: String) {
    let n = Double(sum.chain)
    if sum.chain > 1, !isNormalized(sum), sum.region.contains(where: multiplies) {
      return (
        1 / (n * n),
        "1/\(sum.chain)², because products of two values without a normalization answer twice to "
          + "what is wrong with the trunk's mean square"
      )
    }
    return (1 / n, "1/\(sum.chain)")
  }

  /// The factor of a normalization that ends a residual branch: the branch's share of the trunk.
  ///
  /// With factors of 1 a trunk of n sums grows to n + 1 times its mean square.
  /// S. De and S. Smith, NeurIPS 2020, find the same share: 1 / √n, or less.
  mutating func chooseFactor(of node: Int) {
    guard graph.normalizes[node], let value = network.nodes[node].inputs.dropFirst().first,
      case .parameter(let number) = network.sources[value.index],
      network.parameters[number].spec?.role == .normalizationScale,
      graph.consumers[value.index].count == 1
    else { return }
    let sequel = sequels.read(after: node, pass)
    guard let (place, function) = sequel.branch, sums.sums[place].chain > 1 else { return }
    let sum = sums.sums[place]
    let trunk = trunkSecondMoment(sum.trunk)
    let (part, reason) = share(of: sum)
    let factor =
      (argument(of: function, for: part * max(trunk, 1e-12)) / Double(sequel.companions + 1))
      .squareRoot()
    set(
      .init(
        law: Constant(Float(factor)), spelling: "constant:\(factor.figures)",
        reason: "ends a residual branch: \(reason) of the trunk's mean square \(trunk.figures)"),
      number)
  }

  /// By how much less a layer inside a residual branch gives than it would elsewhere.
  ///
  /// Of a branch of m layers each brings n^(-1/m) of the branch's share 1/n, the last what is left. A
  /// step of training moves the trunk by the product of what the other layers bring, and n branches
  /// together by n^(1/m); by n if the last layer alone were small, because the steps of its own weight
  /// do not know of that. H. Zhang and others make the first layers small for the same reason.
  /// Only between functions that are the same at any scale, and where no normalization takes it back.
  func reduction(of node: Int, _ sequel: Sequel) -> (factor: Double, reason: String)? {
    guard let number = sums.enclosing[node], sequel.meetsLayer, !sequel.isGated else { return nil }
    switch sequel.function.shape {
    case .line(let a, let b) where a != 0 && b == 0: break
    case .bend: break
    default: return nil
    }
    let sum = sums.sums[number]
    guard sum.chain > 1, !isNormalized(sum), !sum.region.contains(where: multiplies),
      !sum.lastLayers.contains(node)
    else { return nil }
    let (rank, layers) = rank(of: node, in: number)
    guard layers > 1, rank < layers else { return nil }
    return (
      pow(Double(sum.chain), -Double(rank) / Double(layers)),
      "\(sum.chain)^(-\(rank)/\(layers)), its part of a residual branch's share 1/\(sum.chain)"
    )
  }

  // How many layers of a branch there are up to one, and on the longest way in all.
  private func rank(of node: Int, in number: Int) -> (rank: Int, layers: Int) {
    var depths: [Int: Int] = [:]
    var most = 0
    var rank = 1
    for inner in sums.sums[number].region {
      let before = graph.signals(inner).compactMap { depths[$0] }.max() ?? 0
      let isOwn = graph.isLayer[inner] && sums.enclosing[inner] == number
      let own = before + (isOwn ? 1 : 0)
      if inner == node { rank = own }
      most = max(most, own)
      for output in network.nodes[inner].outputs { depths[output.index] = own }
    }
    return (rank, most)
  }

  private func isNormalized(_ sum: ResidualSum) -> Bool {
    sum.region.contains { graph.normalizes[$0] }
  }

  // Whether a node multiplies two values that grow with the signal, and that are not both functions of
  // one: a gate of sigmoids does not grow, and x sigmoid(x) is a function.
  private func multiplies(_ node: Int) -> Bool {
    guard network.nodes[node].function is Mul else { return false }
    let signals = graph.signals(node)
    guard signals.count == 2 else { return false }
    let roots = signals.map(root)
    guard let first = roots[0], let second = roots[1] else { return false }
    return first != second
  }

  // What a value is a function of, element by element; nil where the function is bounded.
  private func root(_ value: Int) -> Int? {
    var value = value
    for _ in 0..<12 {
      guard let producer = graph.producers[value] else { return value }
      let function = network.nodes[producer].function
      if let ofEach = function.functionOfEachElement,
        [-1.0, 1].allSatisfy({ abs(ofEach.value(200 * $0) - ofEach.value(100 * $0)) < 1e-3 })
      {
        return nil
      }
      let signals = Set(graph.signals(producer))
      guard function.mapsElements, signals.count == 1, let next = signals.first else {
        return sameRoot(producer) ?? value
      }
      value = next
    }
    return value
  }

  // The one value that both factors of a product are functions of, as in x sigmoid(x) from parts.
  private func sameRoot(_ node: Int) -> Int? {
    guard network.nodes[node].function is Mul else { return nil }
    var roots: Set<Int> = []
    for signal in graph.signals(node) {
      var value = signal
      while let producer = graph.producers[value], network.nodes[producer].function.mapsElements,
        let next = graph.signals(producer).first, graph.signals(producer).count == 1
      {
        value = next
      }
      roots.insert(value)
    }
    return roots.count == 1 ? roots.first : nil
  }
}
