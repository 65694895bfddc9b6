import Networks
import Operators
import Recipes
import TestSupport

/// What theory says of the values that every way through a network crosses, with at least 16 numbers
/// an example, or of those that layers give, by the rules of a check.
struct Trunk {
  /// The mean square of each.
  let lengths: [Double]
  /// Mean square times the sum of the squared gradient.
  let flows: [Double]
  /// 1 less the correlation of two inputs.
  let distinctions: [Double]

  init(
    _ network: Network, _ moments: NetworkMoments, input: InputMoments = .standardized,
    layersOnly: Bool = false
  ) throws {
    let shapes = try network.shapes(batch: 1)
    let layers = Set(network.weightedNodes.map { network.nodes[$0.node].outputs[0] })
    let values = network.crossings().filter {
      shapes[$0.index].count >= 16 && !network.outputs.map(\.value).contains($0)
        && (!layersOnly || layers.contains($0))
    }
    lengths = values.map { moments[$0].secondMoment }
    flows = values.map {
      moments[$0].secondMoment * (moments.gradient($0)?.secondMoment ?? 0)
        * Double(shapes[$0.index].count)
    }
    let start = 1 - input.correlation * input.variance / input.secondMoment
    distinctions = values.map { (1 - moments[$0].correlation) / start }
  }

  /// The largest of them over the first.
  var growth: Double { (lengths.max() ?? 1) / (lengths.first ?? 1) }
  /// The least of them over the first.
  var fall: Double { (lengths.min() ?? 1) / (lengths.first ?? 1) }
  /// The largest flow over the last.
  var gradientGrowth: Double { (flows.max() ?? 1) / (flows.last ?? 1) }
  /// The first flow over the largest.
  var gradientFall: Double { (flows.first ?? 1) / (flows.max() ?? 1) }
  /// The least of the distinctions.
  var distinction: Double { distinctions.min() ?? 1 }
}

extension Network {
  /// The values that nodes compute and that every way from an input to an output crosses: as many
  /// ways lead through each as there are at all, where ways are counted with random factors modulo a
  /// prime.
  func crossings() -> [Value] {
    let prime: UInt64 = 2_147_483_647
    var draws = Draws(seed: 7)
    var before = [UInt64](repeating: 0, count: sources.count)
    var behind = before
    var factors: [[UInt64]] = []
    for input in inputs { before[input.value.index] = 1 }
    for node in nodes {
      let own = node.inputs.map { _ in UInt64.random(in: 1..<prime, using: &draws) }
      factors.append(own)
      let sum = zip(node.inputs, own).reduce(0) { ($0 + before[$1.0.index] * $1.1) % prime }
      for output in node.outputs { before[output.index] = sum }
    }
    for output in outputs { behind[output.value.index] = 1 }
    for (node, own) in zip(nodes, factors).reversed() {
      let sum = node.outputs.reduce(0) { ($0 + behind[$1.index]) % prime }
      for (input, factor) in zip(node.inputs, own) {
        behind[input.index] = (behind[input.index] + sum * factor) % prime
      }
    }
    let total = inputs.reduce(0) { ($0 + behind[$1.value.index]) % prime }
    return nodes.flatMap(\.outputs).filter {
      before[$0.index] * behind[$0.index] % prime == total && before[$0.index] != 0
    }
  }

  /// The plan of the recipe and the network that it makes.
  func automatic(
    _ context: RecipeContext = .init()
  ) throws -> (plan: RecipePlan, network: Network) {
    let plan = try AutomaticRecipe().plan(for: self, context)
    return (plan, drawn(by: plan))
  }
}
