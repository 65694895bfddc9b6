import GaussianIntegrals
import Initializers
import Networks
import Operators

/// A weight where it is applied: how large its numbers are, and what comes behind.
struct WeightedLayer: Sendable {
  /// The node that applies it.
  let node: Int
  /// The number of the parameter.
  let parameter: Int
  /// Its path.
  let path: String
  /// Its axes.
  let spec: ParameterSpec
  /// What its numbers are like.
  let facts: WeightFacts.Parameter
  /// The function of each element behind it, through biases; `nil` where there is none.
  let activation: ElementFunction?
  /// Whether a normalization behind it takes its scale away.
  let isNormalized: Bool
  /// Whether the logits are made by it.
  let isHead: Bool

  /// The variance of a weight times fan in.
  var gain: Double { facts.gain(spec) }

  /// The number of units or channels that it gives.
  var width: Double { Double(spec.length(.output) * spec.mapCount) }

  /// The gain that suits what comes behind: the one that keeps the mean square; of bounded functions
  /// through 0 the one that keeps small signals, because more is chaos.
  var suitableGain: Double { activation?.suitableGain ?? 1 }
}

extension ElementFunction {
  /// The variance of a weight times fan in with which layers of this function keep signals.
  var suitableGain: Double {
    if case .line(let a, _) = shape { return a == 0 ? 1 : 1 / (a * a) }
    let isBounded = abs(value(60)) < 10 && abs(value(-60)) < 10
    if isBounded, value(0) == 0, slope(0) != 0 { return 1 / (slope(0) * slope(0)) }
    guard
      let square = try? GaussianIntegral(variance: 1, kinks: kinks, of: { value($0) * value($0) }),
      square.value > 0, square.value.isFinite
    else { return 1 }
    return 1 / square.value
  }

  /// What becomes of a difference between inputs in layers of the suitable gain, squared: the growth
  /// of gradients.
  var suitableGrowth: Double {
    let square = try? GaussianIntegral(variance: 1, kinks: kinks, of: { slope($0) * slope($0) })
    return (square?.value ?? 1) * suitableGain
  }

  /// What a user calls it: `relu`.
  var usualName: String {
    if case .bend(let a, let b) = shape {
      let below = a - b
      return below == 0 ? "relu" : "leakyReLU:\(below.brief)"
    }
    return name
  }
}

extension Evidence {
  /// The weights where they are applied, in the order of execution, each once.
  func weightedLayers() -> [WeightedLayer] {
    var seen: Set<Int> = []
    var users = [[Int]](repeating: [], count: network.sources.count)
    for (number, node) in network.nodes.enumerated() {
      for input in node.inputs { users[input.index].append(number) }
    }
    let logits = Set(trunk.chains.map(\.logits))
    return network.weightedNodes.compactMap { number, _ in
      guard let parameter = network.weight(of: network.nodes[number]),
        let spec = network.parameters[parameter].spec, seen.insert(parameter).inserted
      else { return nil }
      let behind = follow(from: network.nodes[number].outputs[0].index, users, logits)
      return WeightedLayer(
        node: number, parameter: parameter, path: network.parameters[parameter].path, spec: spec,
        facts: weights.parameters[parameter], activation: behind.function,
        isNormalized: behind.isNormalized, isHead: behind.isLogits)
    }
  }

  private func follow(
    from value: Int, _ users: [[Int]], _ logits: Set<Int>
  ) -> (function: ElementFunction?, isNormalized: Bool, isLogits: Bool) {
    var value = value
    var isNormalized = false
    for _ in 0..<8 {
      if logits.contains(value) { return (nil, isNormalized, true) }
      guard users[value].count == 1, let number = users[value].first else { break }
      let node = network.nodes[number]
      if let function = node.function.functionOfEachElement, !node.function.isMove {
        return (function, isNormalized, false)
      }
      let addsParameter =
        node.function is Operators.Add
        && node.inputs.contains {
          if case .parameter = network.sources[$0.index] { true } else { false }
        }
      if signals.isNormalization[number] {
        isNormalized = true
      } else if !addsParameter, !node.function.isMove {
        break
      }
      value = node.outputs[0].index
    }
    return (nil, isNormalized, false)
  }

  /// The layers that lie on the way along a stretch of the trunk: those executed between its ends,
  /// and the one that gives its first value.
  func layers(along stretch: [Int], of layers: [WeightedLayer]) -> [WeightedLayer] {
    let numbers = stretch.compactMap { value -> Int? in
      if case .node(let number, _) = network.sources[value] { number } else { nil }
    }
    guard let first = numbers.min(), let last = numbers.max() else { return layers }
    return layers.filter { first...last ~= $0.node }
  }
}
