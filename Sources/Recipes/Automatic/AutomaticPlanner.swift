import Initializers
import Networks
import Operators
import Tensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Chooses the law of each weight in the order of execution: what each layer gives has the mean square
/// that what follows it wants, as theory predicts it from the laws before it.
struct AutomaticPlanner {
  let network: Network
  let context: RecipeContext
  let graph: SignalGraph
  let sums: ResidualSums
  let stretches: Stretches
  let sequels: SequelReader
  var pass: MomentPass
  /// Where in images the signal lies, which the pass does not know.
  private var borders: ImageBorders
  /// What each parameter gets, by its number.
  var entries: [Int: RecipePlan.Entry] = [:]
  /// The variance that each use of a weight asks for.
  var demands: [Int: [Double]] = [:]
  /// Weights that several layers share, and the one variance they get.
  var agreed: [Int: Double] = [:]
  var limits: [String] = []
  /// The largest scatter of lengths that is left.
  var scatter = 0.0
  // The least mean square that a normalization is given.
  private static let leastNormalized = 0.01
  private var points: [PointKey: OperatingPoint?] = [:]
  private var shared: Set<Int> = []

  private struct PointKey: Hashable {
    let name: String
    let depth: Int
    let allowsBias: Bool
  }

  init(_ network: Network, shapes: [Shape], _ context: RecipeContext) {
    // Normalizations take the statistics of the batch, as in training.
    let form = TrainingForm(of: network).network
    self.network = form
    self.context = context
    graph = SignalGraph(form)
    sums = ResidualSums(graph)
    stretches = Stretches(graph, sums)
    sequels = SequelReader(graph, sums)
    pass = MomentPass(form, shapes: shapes, input: context.input)
    borders = ImageBorders(graph, shapes)
    var uses: [Int: Int] = [:]
    for node in form.nodes.indices where graph.isLayer[node] {
      for weight in graph.weights[node] { uses[weight, default: 0] += 1 }
    }
    for (weight, count) in uses where count > 1 {
      if form.parameters[weight].spec?.role != .recurrentWeight { shared.insert(weight) }
    }
  }

  /// The plan.
  static func plan(
    _ network: Network, shapes: [Shape], _ context: RecipeContext
  ) throws(RecipeError) -> RecipePlan {
    let planner = try finished(network, shapes: shapes, context)
    let entries = network.parameters.indices.map {
      planner.entries[$0]
        ?? .init(law: network.parameters[$0].law, spelling: "as it is", reason: "no weight")
    }
    return RecipePlan(recipe: AutomaticRecipe.spelling, entries: entries, limits: planner.limits)
  }

  /// The mean square that the plan means each weighted node to give, by the nodes' numbers.
  static func secondMoments(
    _ network: Network, shapes: [Shape], _ context: RecipeContext
  ) throws(RecipeError) -> [Int: Double] {
    let planner = try finished(network, shapes: shapes, context)
    var found: [Int: Double] = [:]
    for (number, _) in network.weightedNodes {
      guard let square = planner.pass[planner.network.nodes[number].outputs[0]]?.secondMoment,
        square > 0, square.isFinite
      else { continue }
      found[number] = square
    }
    return found
  }

  // What has chosen all laws; twice where layers that share a weight want it different.
  private static func finished(
    _ network: Network, shapes: [Shape], _ context: RecipeContext
  ) throws(RecipeError) -> AutomaticPlanner {
    var planner = AutomaticPlanner(network, shapes: shapes, context)
    try planner.run()
    var agreed: [Int: Double] = [:]
    for (weight, variances) in planner.demands where variances.count > 1 {
      let logarithms = variances.map { log($0) }
      guard logarithms.allSatisfy(\.isFinite),
        (logarithms.max() ?? 0) - (logarithms.min() ?? 0) > 0.02
      else { continue }
      agreed[weight] = exp(logarithms.reduce(0, +) / Double(logarithms.count))
    }
    if !agreed.isEmpty {
      planner = AutomaticPlanner(network, shapes: shapes, context)
      planner.agreed = agreed
      try planner.run()
    }
    return planner
  }

  private mutating func run() throws(RecipeError) {
    pass.begin()
    try setVectors()
    for (number, parameter) in network.parameters.enumerated() {
      guard isWeight(number) else { continue }
      pass.set(try normal(1 / fan(of: parameter), parameter), ofParameter: number)
    }
    noteInput()
    for number in network.nodes.indices {
      let weights = graph.weights[number]
      if !weights.isEmpty { try choose(weights, of: number) }
      chooseFactor(of: number)
      pass.run(number)
      borders.pass(number) { pass[graph.value($0)]?.secondMoment }
      if sums.sumOfNode[number] != nil {
        // What a branch of fresh weights adds has nothing to do with the trunk.
        pass.forgetOrigins(of: network.nodes[number].outputs[0])
      }
      if network.nodes[number].function is Softmax { try softenLogits(number) }
    }
    noteLimits()
  }

  func isWeight(_ number: Int) -> Bool {
    switch network.parameters[number].spec?.role {
    case .weight, .recurrentWeight, .embedding: true
    default: false
    }
  }

  // MARK: A layer

  private mutating func choose(_ weights: [Int], of node: Int) throws(RecipeError) {
    let open = weights.filter { entries[$0] == nil }
    let function = network.nodes[node].function
    if let recurrent = weights.first(where: {
      network.parameters[$0].spec?.factors.contains { $0.axis == .gate } == true
    }) {
      if entries[recurrent] == nil { try chooseRecurrent(recurrent, of: node) }
    } else if function is Gather {
      for weight in open { try chooseTable(weight, of: node) }
    } else if graph.isLayer[node] {
      if !open.isEmpty || weights.contains(where: shared.contains) {
        try chooseLayer(weights, of: node)
      }
    } else {
      for weight in open { try chooseAddend(weight, of: node) }
    }
  }

  private mutating func chooseLayer(_ weights: [Int], of node: Int) throws(RecipeError) {
    let sequel = sequels.read(after: node, pass)
    let aim = aim(of: node, sequel)
    let bias = bias(of: node)
    let open = weights.filter { entries[$0] == nil }
    // What the layer gives with the laws it has now.
    try restore(weights)
    for number in graph.preparation(of: node) { pass.run(number) }
    pass.run(node)
    let output = network.nodes[node].outputs[0]
    let excess = borders.excess(of: node)
    var given = excess * (pass[output]?.secondMoment ?? 0)
    if let (mean, values) = attended(node), values > mean, mean > 0, aim.isBranch {
      // As if attention looked at one place: it will not average for long.
      given *= values / mean
    }
    let wanted = aim.secondMoment - aim.biasVariance
    var factor = wanted / given
    if aim.isFree, given > 0 {
      // Unless so little came out that a normalization's epsilon would count.
      let usual = weights.reduce(1) {
        $0
          / (fan(of: network.parameters[$1]) * (current($1) ?? 1 / fan(of: network.parameters[$1])))
      }
      factor = max(usual, Self.leastNormalized / given)
    }
    let isKnown = factor.isFinite && factor > 0
    if !isKnown { factor = 1 }
    let each = pow(factor, 1 / Double(weights.count))
    for weight in weights {
      let parameter = network.parameters[weight]
      var variance = each * (current(weight) ?? 1 / fan(of: parameter))
      demands[weight, default: []].append(variance)
      guard open.contains(weight) else { continue }
      if let one = agreed[weight] { variance = one }
      let entry = try entry(
        parameter, variance: variance, node: node, scatter: aim.scatter,
        reason: isKnown ? aim.reason : "nothing reaches it: one over fan in",
        isAgreed: agreed[weight] != nil)
      set(entry, weight)
    }
    // So that the pass has the mean square that there will be.
    if excess != 1, let weight = weights.first, let variance = current(weight) {
      pass.set(try normal(excess * variance, network.parameters[weight]), ofParameter: weight)
    }
    if aim.biasVariance > 0, let bias, entries[bias]?.spelling == Self.zeroSpelling {
      let law = try law(network.parameters[bias]) { () throws(InitializerError) in
        try Normal(variance: aim.biasVariance)
      }
      set(
        .init(
          law: law, spelling: "normal, variance \(aim.biasVariance.figures)",
          reason: "keeps \(sequel.names.joined(separator: ", ")) at its operating point"), bias)
    }
    for number in graph.preparation(of: node) { pass.run(number) }
  }

  // Laws of weights that another layer has used before, as they were chosen.
  private mutating func restore(_ weights: [Int]) throws(RecipeError) {
    for weight in weights where shared.contains(weight) {
      if let law = entries[weight]?.law { pass.set(law, ofParameter: weight) }
    }
  }

  private func current(_ weight: Int) -> Double? {
    guard case .parameter(let moments)? = pass.known(network.parameters[weight].value) else {
      return nil
    }
    return moments.variance
  }

  mutating func set(_ entry: RecipePlan.Entry, _ parameter: Int) {
    entries[parameter] = entry
    if let law = entry.law { pass.set(law, ofParameter: parameter) }
  }

  /// The operating point of a function between layers, remembered.
  mutating func point(
    _ function: ElementFunction, depth: Int, allowsBias: Bool
  ) -> OperatingPoint? {
    let key = PointKey(name: function.name, depth: depth, allowsBias: allowsBias)
    if let known = points[key] { return known }
    let found = OperatingPoint.best(function, depth: depth, allowsBias: allowsBias)
    points[key] = found
    return found
  }

  /// The operating points that were chosen.
  var chosenPoints: [(name: String, point: OperatingPoint)] {
    points.compactMap { key, point in point.map { (key.name, $0) } }
  }
}
