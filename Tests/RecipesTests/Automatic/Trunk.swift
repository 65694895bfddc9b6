import Networks
import Operators
import Recipes

/// What theory says of the layers of a network, by the rules of a check.
struct Trunk {
  /// The mean square of each layer's output but the last's.
  let lengths: [Double]
  /// Mean square times that of the gradient, summed over the elements.
  let flows: [Double]
  /// 1 less the correlation of two inputs.
  let distinctions: [Double]

  /// The layers of a network, the mean square of gradients times `elements` of each.
  init(_ network: Network, _ moments: NetworkMoments, nodes: [Int]? = nil) throws {
    let shapes = try network.shapes(batch: 1)
    let nodes = nodes ?? network.weightedNodes.map(\.node)
    let values = nodes.dropLast().map { network.nodes[$0].outputs[0] }
    lengths = values.map { moments[$0].secondMoment }
    flows = values.map {
      moments[$0].secondMoment * (moments.gradient($0)?.secondMoment ?? 0)
        * Double(shapes[$0.index].count)
    }
    distinctions = values.map { 1 - moments[$0].correlation }
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
  /// The plan of the recipe and the network that it makes.
  func automatic(
    _ context: RecipeContext = .init()
  ) throws -> (plan: RecipePlan, network: Network) {
    let plan = try AutomaticRecipe().plan(for: self, context)
    return (plan, drawn(by: plan))
  }
}
